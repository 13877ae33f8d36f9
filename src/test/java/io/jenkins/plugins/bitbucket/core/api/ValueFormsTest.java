package io.jenkins.plugins.bitbucket.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.testing.Canary;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** User input is accepted in the usual forms, and otherwise rejected with a reason. */
class ValueFormsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/infra",
                " acme/infra ",
                "https://bitbucket.org/acme/infra",
                "https://bitbucket.org/acme/infra/",
                "https://bitbucket.org/acme/infra.git",
                "https://acme-ci@bitbucket.org/acme/infra.git",
                "https://x-bitbucket-api-token-auth:s3cret@bitbucket.org/acme/infra.git",
                "HTTPS://BitBucket.org/acme/infra.git",
                "git@bitbucket.org:acme/infra.git",
                "git@ssh.bitbucket.org:acme/infra.git",
                "ssh://git@bitbucket.org/acme/infra.git",
                "ssh://bitbucket.org:22/acme/infra.git",
                "ssh://git@ssh.bitbucket.org/acme/infra.git",
                "ssh://git@ssh.bitbucket.org/acme/infra",
                "ssh://git@altssh.bitbucket.org:443/acme/infra.git",
                "git+ssh://git@altssh.bitbucket.org:443/acme/infra.git",
                "ssh+git://git@altssh.bitbucket.org:443/acme/infra/",
                "git@altssh.bitbucket.org:acme/infra.git",
                "git@altssh.bitbucket.org:443/acme/infra.git",
                "[git@altssh.bitbucket.org:443]:acme/infra.git",
                "git@bitbucket.org:/acme/infra.git",
                "git@SSH.Bitbucket.org:acme/infra",
                "https://altssh.bitbucket.org/acme/infra.git",
                "bitbucket.org:acme/infra.git",
                "http://127.0.0.1:7990/acme/infra.git",
                "http://localhost/acme/infra.git",
                "bitbucket.org/acme/infra",
                "www.bitbucket.org/acme/infra/",
                "acme-ci@bitbucket.org/acme/infra.git",
                "git@bitbucket.org/acme/infra.git",
                "acme/infra/",
                "acme/infra.git",
                "git clone git@bitbucket.org:acme/infra.git",
                "git clone https://acme-ci@bitbucket.org/acme/infra.git",
                "https://bitbucket.org/acme/infra?at=main",
                "https://bitbucket.org/acme/infra#readme",
                "https://bitbucket.org/acme/infra/src",
                "https://bitbucket.org/acme/infra/src/main/modules/vpc.tf?at=main#lines-3",
                "https://bitbucket.org/acme/infra/src/main/projects/x/repos/y",
                "https://bitbucket.org/acme/infra/branch/bump/terraform-1.9",
                "https://bitbucket.org/acme/infra/branches/?search=bump",
                "https://bitbucket.org/acme/infra/commits/branch/main",
                "https://bitbucket.org/acme/infra/pull-requests/3",
                "https://bitbucket.org/acme/infra/pull-requests/3/diff#chg-main.tf",
                "https://bitbucket.org/acme/infra/admin/permissions",
                "bitbucket.org/acme/infra/pull-requests/3",
                "https://api.bitbucket.org/2.0/repositories/acme/infra",
                "https://api.bitbucket.org/2.0/repositories/acme/infra/refs/branches",
                "https://bitbucket.org/!api/2.0/repositories/acme/infra",
                "git://bitbucket.org/acme/infra.git"
            })
    void readsARepository(String text) {
        assertThat(RepositoryId.parse(text)).isEqualTo(new RepositoryId("acme", "infra"));
    }

    @Test
    void readsARepositoryByItsUuids() {
        String uuids = "{0a1b2c3d-0000-4000-8000-0123456789ab}/{0a1b2c3d-0000-4000-8000-0123456789AB}";

        assertThat(RepositoryId.parse(uuids)).hasToString(uuids);
        assertThat(RepositoryId.parse("https://bitbucket.org/" + uuids + "/src/main"))
                .hasToString(uuids);
        assertThat(RepositoryId.parse(
                        "https://bitbucket.org/" + uuids.replace("{", "%7B").replace("}", "%7d")))
                .hasToString(uuids);
        assertThat(RepositoryId.parse("git@bitbucket.org:123/infra.git")).hasToString("123/infra");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "infra | “infra” is one name. A repository is given as “workspace/slug”, such as acme/infra.",
                "acme/ | “acme” is one name. A repository is given as “workspace/slug”",
                "bitbucket.org/acme | The address names the workspace “acme” and no repository in it",
                "https://bitbucket.org/acme/ | The address names the workspace “acme” and no repository in it",
                "https://bitbucket.org/acme/workspace/projects/INFRA | names the workspace “acme” and no repository",
                "https://bitbucket.org/dashboard/overview | The address at “bitbucket.org” is not that of a repository",
                "https://bitbucket.org/ | The address at “bitbucket.org” is not that of a repository",
                "https://api.bitbucket.org/2.0/user | The address at “api.bitbucket.org” is not that of a repository",
                "git@bitbucket.org-work:acme/infra.git | “bitbucket.org-work” looks like an alias from "
                        + "an SSH configuration, which is not known here: give the repository as “acme/infra”.",
                "git@work:acme/infra.git | “work” looks like an alias from an SSH configuration",
                "ssh://git@work/acme/infra.git | “work” looks like an alias from an SSH configuration",
                "git@bitbucket.org.evil.example:acme/infra.git | not on Bitbucket Cloud",
                "github.com/acme/infra | The repository is on “github.com”, not on Bitbucket Cloud",
                "bitbucket.org@evil.example/acme/infra | on “evil.example”, not on Bitbucket Cloud",
                "https://bitbucket.acme.example/projects/INFRA/repos/web/browse | on “bitbucket.acme.example”, a"
                        + " Bitbucket Server or Data Center by the form of its address, not on Bitbucket Cloud",
                "https://acme.example/bitbucket/projects/INFRA/repos/web | a Bitbucket Server or Data Center",
                "https://bitbucket.acme.example/scm/infra/web.git | a Bitbucket Server or Data Center",
                "ssh://git@bitbucket.acme.example:7999/infra/web.git | not on Bitbucket Cloud",
                "https://bitbucket.org/projects/INFRA/repos/web | a Bitbucket Server or Data Center",
                "/projects/INFRA/repos/web | how Bitbucket Server and Data Center name a repository",
                "scm/infra/web.git | how Bitbucket Server and Data Center name a repository",
                "ftp://bitbucket.org/acme/infra | “ftp://” is not the address of a repository on Bitbucket Cloud",
                "acme\\infra | is one name",
                "C:\\work\\infra | not on Bitbucket Cloud",
                "/infra | workspace/slug",
                "git clone infra web | is one name",
                "acme/infra/src | workspace/slug",
                "https://github.com/acme/infra | not on Bitbucket Cloud",
                "git@github.com:acme/infra.git | not on Bitbucket Cloud",
                "https://bitbucket.org.evil.example/acme/infra | not on Bitbucket Cloud",
                "https://bitbucket.org@evil.example/acme/infra | not on Bitbucket Cloud",
                "file:///etc/passwd | workspace/slug",
                "acme/.. | not the slug",
                "../infra | not the ID of a workspace",
                "acme/in%2Ffra | not the slug",
                "acme/infra.git.git | not the slug",
                "acme/infra?x=1 | not the slug",
                "ac me/infra | not the ID of a workspace",
                "{not-a-uuid}/infra | not the ID of a workspace"
            })
    void rejectsWhatIsNotARepository(String text, String complaint) {
        assertThatThrownBy(() -> RepositoryId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void rejectsAnEmptyRepository(String text) {
        assertThatThrownBy(() -> RepositoryId.parse(text)).hasMessageContaining("workspace/slug");
    }

    @Timeout(120)
    @Test
    void rejectsAnEndlessUrlQuickly() {
        String slashes = "/".repeat(1_000_000);

        assertThatThrownBy(() -> RepositoryId.parse("https://bitbucket.org/acme" + slashes + "infra"))
                .hasMessageContaining("workspace/slug");
        assertThat(BitbucketCloud.checkApiUrl(URI.create("https://acme.example" + slashes + "2.0" + slashes)))
                .hasPath(slashes + "2.0");
    }

    @Test
    void doesNotRepeatAPasswordInAUrl() {
        for (String text : new String[] {
            "https://me:s3cret@github.com/acme/infra",
            "https://me:s3cret@bitbucket.org",
            "https://me:s3@cret@bitbucket.org/acme/infra",
            "me:s3cret@github.com/acme/infra",
            "me:s3cret@work:acme/infra",
            "me:s3cret@acme",
            "s3cret@acme"
        }) {
            assertThatThrownBy(() -> RepositoryId.parse(text)).hasMessageNotContaining("cret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci@acme.example", " ci@acme.example ", "first.last+tag@sub.acme.example", "ci@localhost"})
    void acceptsAnEmail(String text) {
        assertThat(new Email(text).value()).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\u00a0", "%s\u200b", "\ufeff%s", "\u200e%s \u200b\r\n", "\u2007%s\u001f"})
    void removesWhatIsInvisibleAroundAnEmail(String text) {
        assertThat(new Email(text.formatted("ci@acme.example")).value()).isEqualTo("ci@acme.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u00a0 "})
    void takesAnInvisibleEmailAsMissing(String text) {
        assertThatThrownBy(() -> new Email(text)).hasMessageContaining("The email is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | The email is missing",
                "'' | The email is missing",
                "jdoe | is a user name, not an email",
                "a@b@c | is not an email address",
                "@acme.example | is not an email address",
                "ci@ | is not an email address",
                "c:i@acme.example | is not an email address",
                "ci@acme..example | is not an email address",
                "c i@acme.example | is not an email address",
                "c\u200bi@acme.example | is not an email address",
                "ci@acme\u00a0.example | is not an email address",
                "ci\ud800@acme.example | is not an email address"
            })
    void rejectsWhatIsNotAnEmail(String text, String complaint) {
        assertThatThrownBy(() -> new Email(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refs/heads/main | leave out “refs/heads/”",
                "'' | the name is empty",
                "HEAD | git reserves",
                "a@{1} | git reserves",
                "-a | can't start",
                "a. | can't start",
                "a..b | can't start",
                "a b | no space",
                "a~1 | no space",
                "a\\b | no space",
                "a\ud800b | not Unicode",
                "/a | between slashes",
                "a//b | between slashes",
                "a/.b | between slashes",
                "a.lock/b | between slashes"
            })
    void rejectsABranchThatGitDoesNotAllow(String name, String complaint) {
        assertThatThrownBy(() -> new BranchName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void rejectsAnEndlessBranchName() {
        assertThat(new BranchName("x".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> new BranchName("x".repeat(256))).hasMessageContaining("at most 255");
    }

    @ParameterizedTest
    @CsvSource({"docs/NOTES.md, docs/, NOTES.md", "/README.md, '', README.md", "a b/~.git, a b/, ~.git"})
    void readsAPath(String text, String folder, String name) {
        SourcePath path = new SourcePath(text);

        assertThat(path.folder()).isEqualTo(folder);
        assertThat(path.name()).isEqualTo(name);
        assertThat(path).hasToString(folder + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | the path is empty",
                "/ | the path is empty",
                "a\\b | contain a control character",
                "a\"b | contain a control character",
                "a\u007fb | contain a control character",
                "a\ud800b | not Unicode",
                "a//b | between slashes",
                "./a | between slashes",
                "a/.. | between slashes",
                "a/.GIT/config | between slashes"
            })
    void rejectsAPathThatGitDoesNotAllow(String path, String complaint) {
        assertThatThrownBy(() -> new SourcePath(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void rejectsAnEndlessPath() {
        assertThat(new SourcePath("x".repeat(1_000)).value()).hasSize(1_000);
        assertThatThrownBy(() -> new SourcePath("x".repeat(1_001))).hasMessageContaining("at most 1000");
    }

    @Test
    void completesAReferenceWithWhatItLacks() {
        RepositoryRef byName = new RepositoryRef("", "acme/infra");
        RepositoryRef whole = new RepositoryRef("{uuid}", "acme/renamed");

        assertThat(byName.or(whole)).isEqualTo(new RepositoryRef("{uuid}", "acme/infra"));
        assertThat(new RepositoryRef("{uuid}", "").or(byName)).isEqualTo(new RepositoryRef("{uuid}", "acme/infra"));
        assertThat(whole.or(byName)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0085b", "a\u2028b", "a\u001b[31mb"})
    void acceptsATitleOfOneLine(String text) {
        assertThatThrownBy(() -> PullRequestChange.checkTitle(text)).hasMessageContaining("one line");
        assertThat(PullRequestChange.checkTitle(" Bump é 🚀 ")).isEqualTo("Bump é 🚀");
    }

    @ParameterizedTest
    @CsvSource({
        "ATATT3xFfGF0, API_TOKEN",
        "ATCTT3xFfGN0, ACCESS_TOKEN",
        "ATBBx1y2z3, APP_PASSWORD",
        "whatever-comes-next, UNKNOWN"
    })
    void acceptsAnyTokenAndRecognizesItsKind(String token, ApiToken.Kind kind) {
        assertThat(new ApiToken(" " + token + "\n").kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "ATATT3x ATATT3x", "ATATT3x\u0000", "ATATT3xé"})
    void rejectsATokenThatWouldBreakAHeader(String token) {
        assertThatThrownBy(() -> new ApiToken(token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ApiToken.PAGE);
    }

    @Test
    void aTokenDoesNotRevealItself() {
        ApiToken token = new ApiToken(Canary.START);

        assertThat(token)
                .hasToString("ApiToken[hidden]")
                .isEqualTo(new ApiToken(Canary.START))
                .isNotEqualTo(new ApiToken(Canary.START + "2"));
        assertThat(new ApiCredential("id", new Email("ci@acme.example"), token).toString())
                .doesNotContain("S3CRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.bitbucket.org/2.0",
                "http://127.0.0.1:8080/2.0",
                "http://[::1]:1/2.0",
                "http://localhost/"
            })
    void acceptsASecureApiUrl(String url) {
        assertThat(BitbucketCloud.checkApiUrl(URI.create(url)).toString()).isEqualTo(url.replaceFirst("/$", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.bitbucket.org:443/2.0, https://api.bitbucket.org/2.0",
        "https://api.bitbucket.org:/2.0/, https://api.bitbucket.org/2.0",
        "HTTPS://api.bitbucket.org:0443, HTTPS://api.bitbucket.org",
        "http://[::1]:80/2.0, http://[::1]/2.0",
        "http://127.0.0.1:443/2.0, http://127.0.0.1:443/2.0",
        "https://api.acme.example:8443/2%2E0, https://api.acme.example:8443/2%2E0"
    })
    void omitsThePortOfAnApiUrlThatItsLinksOmit(String url, String expected) {
        assertThat(BitbucketCloud.checkApiUrl(url)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.bitbucket.org/2.0",
                "http://127.0.0.1.evil.example/2.0",
                "ftp://api.bitbucket.org/2.0",
                "https:///2.0",
                "https://api.bitbucket.org:65536/2.0",
                "https://api.bitbucket.org:99999999999/2.0",
                "/2.0",
                "https://user@api.bitbucket.org/2.0",
                "https://api.bitbucket.org/2.0?x=1",
                "https://api.bitbucket.org/2.0#x"
            })
    void rejectsAnInsecureApiUrl(String url) {
        assertThatThrownBy(() -> BitbucketCloud.checkApiUrl(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The API URL");
    }

    @Test
    void rejectsATimeoutOfZero() {
        assertThatThrownBy(() -> BitbucketCloud.at(BitbucketCloud.API, Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{0a1b2c3d-0000-4000-8000-0123456789ab}", "5b10a2844c20165700ede21g", "jdoe", "712020:"})
    void distinguishesAnAccountIdFromANickname(String text) {
        assertThat(UserId.isOne(text)).isEqualTo(text.startsWith("{"));
        assertThat(UserId.isOne("5b10a2844c20165700ede21a")).isTrue();
        assertThat(UserId.isOne("712020:0a1b2c3d-0000-4000-8000-0123456789ab")).isTrue();
    }
}
