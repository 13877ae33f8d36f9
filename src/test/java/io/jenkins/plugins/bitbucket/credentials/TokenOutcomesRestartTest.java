package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@Timeout(240)
class TokenOutcomesRestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private static List<String> placesShown(JenkinsRule jenkins) throws Exception {
        return jenkins
                .executeOnServer(() -> jenkins.jenkins
                        .getExtensionList(TokensToReplaceMonitor.class)
                        .get(0)
                        .getTokens())
                .stream()
                .map(TokensToReplaceMonitor.Entry::place)
                .toList();
    }

    @Test
    void remembersAfterARestartWhichTokensWereRejected() throws Throwable {
        sessions.then(jenkins -> {
            Folder team = jenkins.createProject(Folder.class, "team");
            AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential("a-good-token"));
            AcmeJenkins.add(team, AcmeJenkins.credential("a-rejected-token"));
            TokenOutcomes.get().rejected(Acme.credential("a-rejected-token"));
            assertThat(placesShown(jenkins)).containsExactly("team");
        });

        sessions.then(jenkins -> {
            assertThat(placesShown(jenkins)).containsExactly("team");
            TokenOutcomes.get().accepted(Acme.credential("a-rejected-token"));
        });

        sessions.then(jenkins -> assertThat(placesShown(jenkins)).isEmpty());
    }
}
