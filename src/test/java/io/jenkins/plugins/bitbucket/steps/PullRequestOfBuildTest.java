package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.testing.Acme;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullRequestOfBuildTest extends StepTest {

    private static final EnvVars NOTHING = new EnvVars();

    @BeforeEach
    void pushCommits() {
        acme.infra.commit("bump", "versions.tf", "1.9");
        acme.infra.commit("other", "versions.tf", "1.8");
    }

    private static String open(String source) {
        return "bitbucketOpenPullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                + " sourceBranch: '" + source + "', title: 'Terraform'\n";
    }

    /** The variables of a build of a pull request of a repository. */
    private static EnvVars building(String id, String repository) {
        return new EnvVars("CHANGE_ID", id, "GIT_URL", "https://bitbucket.org/" + repository + ".git");
    }

    private static Run<?, ?> idle() throws Exception {
        return succeed("echo 'nothing'");
    }

    private static PullRequestOfBuild infra(long id) {
        return new PullRequestOfBuild(Acme.INFRA, id);
    }

    @Test
    void isTheOneThatTheStepSpecifies() throws Exception {
        Run<?, ?> run = succeed(open("bump"));

        assertThat(PullRequestOfBuild.find("acme/other", 9, run, building("7", "acme/infra")))
                .isEqualTo(new PullRequestOfBuild(new RepositoryId("acme", "other"), 9));
    }

    @Test
    void isTheOneThatTheBuildHasOpened() throws Exception {
        Run<?, ?> run = succeed(open("bump") + open("bump"));

        assertThat(PullRequestOfBuild.find(null, null, run, NOTHING)).isEqualTo(infra(1));
        assertThat(PullRequestOfBuild.find("acme/infra", null, run, NOTHING)).isEqualTo(infra(1));
        assertThat(PullRequestOfBuild.find("Acme/Infra", null, run, NOTHING)).isEqualTo(infra(1));
    }

    @Test
    void isTheOneThatIsBuilt() throws Exception {
        assertThat(PullRequestOfBuild.find(null, null, idle(), building("7", "acme/infra")))
                .isEqualTo(infra(7));
        assertThat(PullRequestOfBuild.find("acme/infra", null, idle(), building("7", "acme/infra")))
                .isEqualTo(infra(7));
    }

    @Test
    void isTheOneThatIsBuiltAndUpdatedByItsBuild() throws Exception {
        assertThat(PullRequestOfBuild.find(null, null, succeed(open("bump")), building("1", "ACME/infra")))
                .isEqualTo(infra(1));
    }

    @Test
    void isNotOneThatTheBuildHasOnlyClosed() throws Exception {
        acme.openPullRequest("old");
        acme.openPullRequest("done");
        String close = "(credentialsId: 'bitbucket-prod', repository: 'acme/infra', id: ";
        Run<?, ?> run = succeed("bitbucketDeclinePullRequest" + close + "1)\nbitbucketMergePullRequest" + close + "2)\n"
                + open("bump"));

        assertThat(PullRequestOfBuild.find(null, null, run, NOTHING)).isEqualTo(infra(3));
        assertThat(PullRequestOfBuild.find(null, null, run, building("3", "acme/infra")))
                .isEqualTo(infra(3));
    }

    @Test
    void isNotGuessedAmongSeveral() throws Exception {
        Run<?, ?> run = succeed(open("bump") + open("other"));

        assertThatThrownBy(() -> PullRequestOfBuild.find(null, null, run, NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The pull request is not known, because the build has worked on several (#1 in "
                        + "acme/infra, #2 in acme/infra): set id.");
        assertThatThrownBy(
                        () -> PullRequestOfBuild.find(null, null, succeed(open("bump")), building("7", "acme/infra")))
                .hasMessageContaining("(#1 in acme/infra, #7 in acme/infra)");
    }

    @Test
    void isNotGuessedIfTheBuildHasTooManyEntries() throws Exception {
        Run<?, ?> run = succeed("for (int i = 0; i < 100; i++) { bitbucketCreateBranch credentialsId:"
                + " 'bitbucket-prod', repository: 'acme/infra', branch: \"b${i}\", from: 'main' }\n"
                + open("bump"));
        assertThatThrownBy(() -> PullRequestOfBuild.find(null, null, run, building("7", "acme/infra")))
                .hasMessageContaining(": set id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-7", "MR-7"})
    void isUnknownInABuildWithoutAPullRequest(String changeId) throws Exception {
        assertThatThrownBy(() -> PullRequestOfBuild.find(null, null, idle(), building(changeId, "acme/infra")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The pull request is not known: set id. Only the build of a pull request, or a build "
                        + "that has opened exactly one, provides it.");
    }

    @Test
    void isUnknownIfTheStepSpecifiesAnotherRepository() throws Exception {
        assertThatThrownBy(() ->
                        PullRequestOfBuild.find("acme/other", null, succeed(open("bump")), building("7", "acme/infra")))
                .hasMessageContaining(": set id.");
    }

    @Test
    void isUnknownInTheBuildOfAPullRequestOnAnotherServer() throws Exception {
        EnvVars environment = new EnvVars("CHANGE_ID", "7", "GIT_URL", "https://github.com/acme/infra.git");

        assertThatThrownBy(() -> PullRequestOfBuild.find(null, null, idle(), environment))
                .hasMessageContaining(": set id.");
    }

    @Test
    void rejectsAnInvalidNumber() throws Exception {
        assertThatThrownBy(() -> PullRequestOfBuild.find("acme/infra", 0, idle(), NOTHING))
                .hasMessage("0 is not the number of a pull request.");
    }
}
