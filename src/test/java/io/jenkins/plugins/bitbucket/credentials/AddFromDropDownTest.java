package io.jenkins.plugins.bitbucket.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.tasks.Shell;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The dialog behind “Add”, beside the drop-down of credentials on the page of a job in a folder. */
@WithJenkins
class AddFromDropDownTest {

    private static JenkinsRule rule;
    private static SecuredJenkins jenkins;

    @AutoClose
    private final Acme acme = new Acme();

    private FreeStyleProject job;

    @BeforeAll
    static void start(JenkinsRule started) throws Exception {
        rule = started;
        jenkins = new SecuredJenkins(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        rule.after();
    }

    @BeforeEach
    void makeAJobThatNeedsACredential() throws Exception {
        AcmeJenkins.speakWith(acme);
        Folder team = rule.jenkins.getItemByFullName("team", Folder.class);
        job = team.createProject(FreeStyleProject.class, "job" + team.getItems().size());
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new BitbucketApiTokenBinding(""))));
        job.getBuildersList().add(new Shell("test \"$BB_EMAIL\" = " + Acme.EMAIL));
        job.save();
    }

    /** Where the binding is set up: other parts of the page have drop-downs of their own. */
    private static DomNode binding(HtmlPage page) {
        return page.querySelector(".repeated-chunk[descriptorid='" + BitbucketApiTokenBinding.class.getName() + "']");
    }

    @Test
    void testsTheTokenAndAddsItToTheFolderWhereTheJobUsesIt() throws Exception {
        JenkinsRule.WebClient browser = jenkins.browserOf(SecuredJenkins.LEAD);
        CredentialPages pages = CredentialPages.of(browser, CredentialPages.inFolder("team"));
        HtmlPage page = browser.getPage(job, "configure");

        HtmlForm dialog = pages.addFromDropDown(binding(page));
        pages.type(dialog, "email", Acme.EMAIL);
        pages.type(dialog, "token", acme.ci.tokenWithAllScopes());
        pages.type(dialog, "id", "of-the-team");
        assertThat(pages.testConnection(dialog).getTextContent()).contains("The token belongs to Acme CI.");
        pages.save(dialog);

        HtmlSelect dropDown = binding(page).querySelector("select");
        dropDown.getOptionByValue("of-the-team").setSelected(true);
        rule.submit(page.getFormByName("config"));
        rule.buildAndAssertSuccess(job);
        assertThat(pages.list().asNormalizedText()).contains(Acme.EMAIL);
        assertThat(CredentialPages.of(jenkins.browserOf(SecuredJenkins.ADMINISTRATOR), CredentialPages.SYSTEM)
                        .list()
                        .asNormalizedText())
                .doesNotContain(Acme.EMAIL);
    }

    @Test
    void isNotThereForOneWhoMayOnlyConfigureTheJob() throws Exception {
        HtmlPage page = jenkins.browserOf(SecuredJenkins.DEVELOPER).getPage(job, "configure");

        assertThat((DomNode) binding(page).querySelector("select")).isNotNull();
        assertThat(page.querySelectorAll(".credentials-add-menu, [data-type=credentials-add-store-item]"))
                .isEmpty();
    }
}
