package io.jenkins.plugins.bitbucket.core.git;

import static io.jenkins.plugins.bitbucket.core.git.RefQuery.HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.git.ssh.ServerComplaintException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the protocol with real git. */
class GitProtocolTest {

    private static final String MAIN = "refs/heads/main";

    @TempDir
    Path folder;

    private String first;
    private String second;

    @BeforeEach
    void makeARepository() throws Exception {
        git("init", "--quiet", "--initial-branch=main", ".");
        git("commit", "--quiet", "--allow-empty", "-m", "First");
        git("tag", "light");
        git("tag", "-a", "-m", "Release", "v1");
        git("commit", "--quiet", "--allow-empty", "-m", "Second");
        first = git("rev-parse", "HEAD~1");
        second = git("rev-parse", "HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=2", "version=1", "version=0"})
    void readsTheRequestedRefs(String version) throws Exception {
        for (int i = 0; i < 20; i++) {
            git("branch", "main-" + i);
        }

        RemoteRefs refs =
                read(version, Optional.empty(), HEAD, MAIN, "refs/tags/light", "refs/tags/v1", "refs/heads/x");

        assertThat(refs.commits())
                .isEqualTo(Map.of(HEAD, second, MAIN, second, "refs/tags/light", first, "refs/tags/v1", first));
        assertThat(refs.matches()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=2", "version=0"})
    void findsTheCommitsThatMatchAHash(String version) throws Exception {
        assertThat(read(version, Optional.of(first.substring(0, 10))).matches()).containsExactly(first);
        assertThat(read(version, Optional.of("")).matches()).containsExactlyInAnyOrder(first, second);
        String tagObject = git("rev-parse", "v1");
        assertThat(read(version, Optional.of(tagObject.substring(0, 10))).matches())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=2", "version=0"})
    void readsARepositoryWithoutARef(String version) throws Exception {
        git("init", "--quiet", "--bare", "empty.git");
        folder = folder.resolve("empty.git");

        assertThat(read(version, Optional.empty(), HEAD).commits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "object-format=sha1"})
    void namesTheHashFormatOnlyToAServerThatDoes(String announced) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        String capabilities = announced.isEmpty() ? packet("agent=git") : packet(announced) + packet("agent=git");

        new RefReader(
                        stream(packet("version 2") + capabilities + "0000" + packet(first + " " + MAIN) + "0000"),
                        new RefQuery(Set.of(MAIN), Optional.empty()))
                .readForFetch(sent);

        assertThat(sent).asString().startsWith(packet("command=ls-refs")).contains("ref-prefix " + MAIN);
        assertThat(sent.toString().contains(packet("object-format=sha1"))).isEqualTo(!announced.isEmpty());
    }

    @Test
    void remembersOnlyAsManyMatchesAsShowThatAHashIsAmbiguous() throws Exception {
        StringBuilder refs = new StringBuilder(packet("version 1"));
        for (int i = 0; i < 5; i++) {
            refs.append(packet("a%039d refs/heads/%d".formatted(i, i)));
        }

        RemoteRefs found = new RefReader(stream(refs + "0000"), new RefQuery(Set.of(), Optional.of("a")))
                .readForFetch(new ByteArrayOutputStream());

        assertThat(found.matches()).hasSize(2);
    }

    @Test
    void createsABranchAtACommitOfTheHistory() throws Exception {
        assertThat(push("refs/heads/bump/terraform", first)).isEmpty();

        assertThat(git("rev-parse", "bump/terraform")).isEqualTo(first);
        assertThat(push("refs/heads/bump/terraform", second)).contains("already exists");
        assertThat(git("rev-parse", "bump/terraform")).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "1111111111111111111111111111111111111111, refs/heads/x, missing|bad object|unpack|index-pack",
        "COMMIT, refs/heads/main/below, failed to update ref|cannot lock"
    })
    void reportsWhyABranchCannotBeCreated(String commit, String ref, String words) throws Exception {
        Optional<String> refusal = push(ref, commit.equals("COMMIT") ? first : commit);

        assertThat(refusal).hasValueSatisfying(text -> assertThat(text).containsPattern(words));
        assertThat(git("branch", "--list", "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0000", "000eversion 2\n00000000", "0032not-a-hash refs/heads/main\0report-status atomic\n0000"})
    void reportsAnInvalidReceivePack(String answer) {
        assertThatThrownBy(() -> new BranchPush(MAIN, first).run(stream(answer), new ByteArrayOutputStream()))
                .isInstanceOf(NotGitException.class);
    }

    @ParameterizedTest
    @CsvSource({"hello, it reports “hello”", "unpack ok, it does not report its result"})
    void reportsAnInvalidReport(String line, String what) {
        assertThatThrownBy(() -> pushAnsweredWith(line))
                .isInstanceOf(NotGitException.class)
                .hasMessage(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR no space", "unpack ok|ERR no space", "unpack ok|ok refs/heads/main|ERR no space"})
    void repeatsAnErrorInPlaceOfTheReport(String report) {
        assertThatThrownBy(() -> pushAnsweredWith(report.split("\\|")))
                .isInstanceOf(ServerComplaintException.class)
                .hasMessage("no space");
    }

    @ParameterizedTest
    @CsvSource({
        "unpack ok|ok refs/heads/main,",
        "unpack ok|ng refs/heads/other no|ok refs/heads/main,",
        "unpack ok|ng refs/heads/main not now, not now",
        "unpack ok|ng refs/heads/main, ''",
        "'unpack ok|ng refs/heads/main ', ''",
        "unpack disk full, disk full",
        "unpack disk full|ng refs/heads/main unpacker error, disk full"
    })
    void readsTheReport(String report, String refusal) throws Exception {
        assertThat(pushAnsweredWith(report.split("\\|"))).isEqualTo(Optional.ofNullable(refusal));
    }

    private Optional<String> pushAnsweredWith(String... report) throws IOException {
        StringBuilder answer = new StringBuilder(packet("0".repeat(40) + " capabilities^{}\0report-status") + "0000");
        for (String line : report) {
            answer.append(packet(line));
        }
        return new BranchPush(MAIN, first).run(stream(answer + "0000"), new ByteArrayOutputStream());
    }

    @Test
    void repeatsAnErrorOfTheServer() {
        assertThatThrownBy(() -> new RefReader(stream("0012ERR no access\n"), new RefQuery(Set.of(), Optional.empty()))
                        .readForFetch(new ByteArrayOutputStream()))
                .isInstanceOf(ServerComplaintException.class)
                .hasMessage("no access");
    }

    @Test
    void rejectsATruncatedResponse() {
        assertThatThrownBy(() -> new BranchPush(MAIN, first).run(stream("00"), new ByteArrayOutputStream()))
                .isInstanceOf(EOFException.class);
    }

    private RemoteRefs read(String version, Optional<String> hash, String... names) throws Exception {
        return talk(
                "upload-pack",
                version,
                (in, out) -> new RefReader(in, new RefQuery(Set.of(names), hash)).readForFetch(out));
    }

    private Optional<String> push(String ref, String commit) throws Exception {
        return talk("receive-pack", "version=0", (in, out) -> new BranchPush(ref, commit).run(in, out));
    }

    private interface Talk<T> {
        T with(InputStream in, OutputStream out) throws IOException;
    }

    private <T> T talk(String program, String version, Talk<T> talk) throws Exception {
        Process process = start(Map.of("GIT_PROTOCOL", version), program, ".");
        try (InputStream in = process.getInputStream();
                OutputStream out = process.getOutputStream()) {
            T result = talk.with(in, out);
            assertThat(in.readAllBytes()).isEmpty();
            assertThat(process.waitFor()).isZero();
            return result;
        }
    }

    private String git(String... arguments) throws Exception {
        Process process = start(Map.of(), arguments);
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            builder.environment().put("GIT_" + who + "_NAME", "Ada");
            builder.environment().put("GIT_" + who + "_EMAIL", "ada@acme.example");
        }
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        return builder.start();
    }

    private static String packet(String line) {
        return "%04x%s\n".formatted(line.length() + 5, line);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes());
    }
}
