package io.jenkins.plugins.bitbucket.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;

/** What Manage Jenkins shows while an app password is left. */
class AppPasswordsLeftMonitorTest extends MovingTest {

    private static final String ABOUT = "Bitbucket removed app passwords in July 2026.";

    private static HtmlPage manageJenkins(String user) throws Exception {
        return moving.browserOf(user).goTo("manage");
    }

    private static List<String> shown() throws Exception {
        return manageJenkins(MovingJenkins.ADMINISTRATOR).querySelectorAll(".jenkins-alert li").stream()
                .map(item -> item.getTextContent().strip())
                .filter(text -> text.contains("Clones"))
                .toList();
    }

    @Test
    void listsAndLinksTheRemainingAppPasswords() throws Exception {
        moving.add(MovingJenkins.old("one", "<b>ci</b>", MovingJenkins.APP_PASSWORD));
        moving.addToTeam(MovingJenkins.old("another", "ci", MovingJenkins.APP_PASSWORD));

        assertThat(shown()).containsExactly("<b>ci</b>/****** (Clones) (Jenkins)", "ci/****** (Clones) (team)");
        HtmlPage page = manageJenkins(MovingJenkins.ADMINISTRATOR)
                .getAnchorByText("Convert them into API tokens")
                .click();
        assertThat(MovingJenkins.rows(page, "old")).containsOnlyKeys("one", "another");
    }

    @Test
    void isSilentWithoutAppPasswords() throws Exception {
        moving.add(MovingJenkins.old("token", Acme.EMAIL, "ATATT3xFfGF0-some-token"));
        moving.add(MovingJenkins.old("other", "ci", "a-password"));

        assertThat(manageJenkins(MovingJenkins.ADMINISTRATOR).asNormalizedText())
                .doesNotContain(ABOUT);
    }

    @Test
    void followsEveryChange() throws Exception {
        assertThat(shown()).isEmpty();

        moving.addToTeam(MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD));
        assertThat(shown()).hasSize(1);

        store(moving.team)
                .updateCredentials(
                        Domain.global(),
                        MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD),
                        MovingJenkins.token("old", "ATATT3xFfGF0-some-token"));
        assertThat(shown()).isEmpty();

        moving.add(MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD));
        assertThat(shown()).hasSize(1);
    }

    /** Jenkins calls it for every page. */
    @Test
    void looksAgainOnlyWhenCredentialsAreSaved() throws Exception {
        AppPasswordsLeftMonitor monitor = ExtensionList.lookupSingleton(AppPasswordsLeftMonitor.class);
        assertThat(monitor.isActivated()).isFalse();

        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD));
        assertThat(monitor.isActivated()).isFalse();

        SystemCredentialsProvider.getInstance().save();
        assertThat(monitor.isActivated()).isTrue();
    }

    @Test
    void isForAdministratorsOnly() throws Exception {
        moving.add(MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD));

        assertThat(manageJenkins(MovingJenkins.MANAGER).asNormalizedText())
                .contains("Bitbucket credentials")
                .doesNotContain(ABOUT);
    }

    @Test
    void canBeDismissed() throws Exception {
        moving.add(MovingJenkins.old("old", "ci", MovingJenkins.APP_PASSWORD));
        AppPasswordsLeftMonitor monitor = ExtensionList.lookupSingleton(AppPasswordsLeftMonitor.class);

        jenkins.submit(manageJenkins(MovingJenkins.ADMINISTRATOR).getFormByName(monitor.id));

        assertThat(shown()).isEmpty();
        monitor.disable(false);
        assertThat(shown()).hasSize(1);
    }
}
