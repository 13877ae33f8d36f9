package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.ProcessRunner.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git, against the emulator. */
class GitOverHttpTest {

    private static final String TOKEN_USER = "x-bitbucket-api-token-auth";

    @TempDir
    Path folder;

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void whatIsPushedIsSeenByTheApiAndTheOtherWayRound() throws Exception {
        String url = url(TOKEN_USER, acme.ci.tokenWithAllScopes());
        git("clone", url, "work");
        Path work = folder.resolve("work");
        assertThat(work.resolve("README.md")).hasContent("Infrastructure\n");

        Files.writeString(work.resolve("big.txt"), "All work and no play\n".repeat(100_000));
        git("-C", "work", "checkout", "-b", "feature/pushed");
        git("-C", "work", "add", ".");
        git("-C", "work", "commit", "-m", "Push");
        git("-C", "work", "push", "origin", "feature/pushed");
        assertThat(acme.api
                        .get("/repositories/acme/infra/refs/branches/feature%2Fpushed")
                        .statusCode())
                .isEqualTo(200);

        acme.api.post(
                "/repositories/acme/infra/refs/branches",
                "{\"name\": \"feature/rest\", \"target\": {\"hash\": \"feature/pushed\"}}");
        git("-C", "work", "fetch", "origin");
        assertThat(git("-C", "work", "rev-parse", "origin/feature/rest")
                        .output()
                        .strip())
                .isEqualTo(acme.infra.tip("feature/pushed").orElseThrow());
    }

    @Test
    void theOldProtocolIsSpokenAsWell() throws Exception {
        Result listed =
                git("-c", "protocol.version=0", "ls-remote", url(acme.ci.nickname(), acme.ci.tokenWithAllScopes()));

        assertThat(listed.output()).contains(acme.first + "\trefs/heads/main");
    }

    @Test
    void theAddressOfThePageIsServedAsWell() throws Exception {
        String url = url(TOKEN_USER, acme.ci.tokenWithAllScopes());

        assertThat(git("ls-remote", url.substring(0, url.length() - ".git".length()))
                        .output())
                .contains(acme.first + "\trefs/heads/main");
    }

    @Test
    void theFirstBranchThatIsPushedBecomesTheMainOne() throws Exception {
        acme.workspace.repository("fresh");
        git("init", "--initial-branch=trunk", "fresh");
        git("-C", "fresh", "commit", "--allow-empty", "-m", "Begin");
        git("-C", "fresh", "push", url("fresh", TOKEN_USER, acme.ci.tokenWithAllScopes()), "trunk");

        assertThat(RawClient.json(acme.api.get("/repositories/acme/fresh"))
                        .at("/mainbranch/name")
                        .asText())
                .isEqualTo("trunk");
    }

    @Test
    void theEmailIsNoUserOfGit() throws Exception {
        Result refused = run("ls-remote", url(Uris.encoded(acme.ci.email()), acme.ci.tokenWithAllScopes()));

        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("Authentication failed");
        assertThat(acme.bitbucket.gitRequests()).allSatisfy(request -> {
            assertThat(request.status()).isEqualTo(401);
            assertThat(request.answerHeaders().get("WWW-Authenticate")).startsWith("Basic");
        });
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void fetchingAndPushingNeedTheirScopes() throws Exception {
        assertThat(run("ls-remote", url(TOKEN_USER, acme.ci.token(Scopes.READ_USER)))
                        .output())
                .contains("403", "lack one or more required privilege scopes");
        assertThat(push(acme.ci.token(Scopes.READ_REPOSITORY)).output()).contains("403");
        assertThat(push(acme.ci.token(Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY))
                        .status())
                .isZero();
    }

    @Test
    void whoMayOnlyReadCannotPush() throws Exception {
        acme.infra.readOnlyFor(acme.ci);

        assertThat(push(acme.ci.tokenWithAllScopes()).output()).contains("403");
        assertThat(run("ls-remote", url("missing", TOKEN_USER, acme.ci.tokenWithAllScopes()))
                        .output())
                .contains("not found");
    }

    @Test
    void anAppPasswordIsGone() throws Exception {
        acme.ci.addAppPassword("word");
        assertThat(run("ls-remote", url(acme.ci.nickname(), "word")).output()).contains("410");
        assertThat(acme.bitbucket.gitRequests())
                .last()
                .satisfies(request ->
                        assertThat(request.answerBody()).isEqualTo("CHANGE-3222 - Functionality has been deprecated"));
    }

    @Test
    void theMainBranchIsNotDeletedByAPush() throws Exception {
        acme.infra.commit("feature/a", "a.txt", "a");
        String url = url(TOKEN_USER, acme.ci.tokenWithAllScopes());
        git("init", "empty");
        Result refused = run("-C", "empty", "push", url, "--delete", "main");
        assertThat(refused.output()).contains("deletion of the current branch prohibited");
        git("-C", "empty", "push", url, "--delete", "feature/a");
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @Test
    void anExistingRepositoryIsImported() throws Exception {
        git("init", "--initial-branch=develop", "old");
        git("-C", "old", "commit", "--allow-empty", "-m", "Begin");
        git("-C", "old", "branch", "feature/a");
        HostedRepository imported = acme.workspace.repository("imported").importFrom(folder.resolve("old"));

        assertThat(imported.branches()).containsExactly("develop", "feature/a");
        assertThat(RawClient.json(acme.api.get("/repositories/acme/imported"))
                        .at("/mainbranch/name")
                        .asText())
                .isEqualTo("develop");
    }

    private Result push(String token) throws Exception {
        if (Files.notExists(folder.resolve("pushed"))) {
            git("init", "--initial-branch=pushed", "pushed");
            git("-C", "pushed", "commit", "--allow-empty", "-m", "Begin");
        }
        return run("-C", "pushed", "push", url(TOKEN_USER, token), "pushed");
    }

    private String url(String user, String token) {
        return url("infra", user, token);
    }

    private String url(String slug, String user, String token) {
        URI url = acme.infra.gitUrl().resolve("/acme/" + slug + ".git");
        return url.toString().replace("://", "://" + user + ":" + token + "@");
    }

    private Result git(String... arguments) throws Exception {
        Result result = run(arguments);
        assertThat(result.status()).as(result.output()).isZero();
        return result;
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return ProcessRunner.run(folder, command, Map.of());
    }
}
