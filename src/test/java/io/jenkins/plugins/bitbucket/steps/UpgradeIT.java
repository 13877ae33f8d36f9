package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.File;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A newer Jenkins on a newer Java opens the home of the one that the plugin is built with, in which a build waits for a
 * green pull request. It runs where it is named: {@code -Dtest=UpgradeIT}, with the two properties below.
 */
@Timeout(600)
class UpgradeIT {

    /** The newer Jenkins. */
    private static final String WAR = System.getProperty("newer.jenkins.war", "");

    /** The home of the newer Java. */
    private static final String JAVA = System.getProperty("newer.java.home", "");

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    @AutoClose
    private final Acme acme = new Acme();

    @Test
    void theBuildGoesOnWaitingInTheNewerJenkinsAndMerges() throws Throwable {
        assertThat(new File(WAR)).as("-Dnewer.jenkins.war").isFile();
        assertThat(new File(JAVA)).as("-Dnewer.java.home").isDirectory();
        acme.openPullRequest("bump");
        String commit = acme.infra.tip("bump").orElseThrow();
        acme.infra.setStatus(commit, "build", "INPROGRESS");
        CountDownLatch looks = MergeRestartTest.looks(acme, 2);
        jenkins.startJenkins();
        String older = jenkins.runRemotely(UpgradeIT::versions);
        jenkins.runRemotely(
                MergeRestartTest::start,
                acme.bitbucket.apiUrl().toString(),
                acme.ci.tokenWithAllScopes(),
                acme.firstCommit);
        assertThat(looks.await(120, TimeUnit.SECONDS)).isTrue();
        jenkins.stopJenkins();

        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        jenkins.withWar(new File(WAR)).withJavaHome(JAVA).startJenkins();
        String newer = jenkins.runRemotely(UpgradeIT::versions);
        String console = jenkins.runRemotely(MergeRestartTest::consoleOfTheEnd);

        assertThat(newer).isNotEqualTo(older);
        assertThat(console)
                .containsOnlyOnce("Merged the pull request #1 “Change bump” of acme/infra")
                .containsOnlyOnce("The build status “release” is SUCCESSFUL")
                .containsOnlyOnce("merged: " + commit.substring(0, 12));
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("MERGED");
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.path().endsWith("/merge"))
                .hasSize(1);
        System.out.println("Upgraded from " + older + " to " + newer);
    }

    private static String versions(JenkinsRule jenkins) {
        return "Jenkins " + Jenkins.VERSION + " on Java " + Runtime.version().feature();
    }
}
