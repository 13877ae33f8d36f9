package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

/**
 * The credentials of builds that run as a user, as an administrator can configure it, and the credentials that the form
 * offers. The store of each user, that of Jenkins, and that of another folder contain one.
 */
class JobRunAsUserTest extends StepTest {

    private static final String ALICE = "alice";
    private static final String BOB = "bob";

    private WorkflowJob job;

    @BeforeEach
    void secure() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to(ALICE, BOB)
                .grant(Item.CONFIGURE)
                .everywhere()
                .to(ALICE));
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        add(jenkins.jenkins, CredentialsScope.GLOBAL, "of-jenkins");
        add(jenkins.jenkins, CredentialsScope.SYSTEM, "of-the-system");
        add(jenkins.createProject(Folder.class), CredentialsScope.GLOBAL, "of-another-folder");
        addOf(ALICE);
        addOf(BOB);
        job = jenkins.createProject(Folder.class).createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void letEveryoneIn() throws Exception {
        User.getById(ALICE, true).delete();
        User.getById(BOB, true).delete();
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    private void add(ModelObject place, CredentialsScope scope, String id) throws IOException {
        AcmeJenkins.add(
                place,
                new BitbucketApiToken(scope, id, "", Acme.EMAIL, Secret.fromString(acme.ci.tokenWithAllScopes())));
    }

    private void addOf(String name) throws IOException {
        User user = User.getById(name, true);
        try (ACLContext as = ACL.as2(user.impersonate2())) {
            add(user, CredentialsScope.USER, "of-" + name);
        }
    }

    private void runAs(String user) {
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                job.getFullName(), User.getById(user, true).impersonate2()));
    }

    /** Whether a build of the job gets the credential. */
    private boolean gets(String id) throws Exception {
        job.setDefinition(new CpsFlowDefinition(
                "bitbucketCreateBranch credentialsId: '" + id + "', repository: 'acme/infra', branch: '" + id + "'",
                true));
        WorkflowRun run = job.scheduleBuild2(0).get();
        if (acme.infra.tip(id).isPresent()) {
            return true;
        }
        assertThat(errorOf(run)).contains("There is no credential “" + id + "” that this build can use");
        return false;
    }

    /** The entries of the drop-down in the step's form, for the user Alice. */
    private List<String> offered() throws Exception {
        try (JenkinsRule.WebClient browser = browser().login(ALICE)) {
            URL url = browser.createCrumbedUrl(job.getUrl() + "descriptorByName/" + CreateBranchStep.class.getName()
                    + "/fillCredentialsIdItems?credentialsId=");
            String answer = browser.getPage(new WebRequest(url, HttpMethod.POST))
                    .getWebResponse()
                    .getContentAsString();
            return JSONObject.fromObject(answer).getJSONArray("values").stream()
                    .map(item -> ((JSONObject) item).getString("value"))
                    .filter(id -> !id.isEmpty())
                    .toList();
        }
    }

    @Test
    void usesTheCredentialsOfJenkinsIfItRunsAsJenkins() throws Exception {
        assertThat(offered()).containsExactly("of-jenkins");
        assertThat(gets("of-jenkins")).isTrue();
        assertThat(gets("of-the-system")).isFalse();
        assertThat(gets("of-another-folder")).isFalse();
        assertThat(gets("of-alice")).isFalse();
    }

    @Test
    void usesTheCredentialsOfTheUserThatItRunsAs() throws Exception {
        runAs(ALICE);

        assertThat(offered()).containsExactly("of-alice");
        assertThat(gets("of-alice")).isTrue();
        assertThat(gets("of-bob")).isFalse();
    }

    @Test
    void usesTheCredentialsOfJenkinsOnlyIfTheUserHasThePermission() throws Exception {
        runAs(BOB);

        assertThat(gets("of-jenkins")).isFalse();
        assertThat(gets("of-the-system")).isFalse();
        assertThat(gets("of-another-folder")).isFalse();

        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        runAs(ALICE);
        assertThat(gets("of-jenkins")).isTrue();
        assertThat(gets("of-the-system")).isFalse();
        assertThat(gets("of-another-folder")).isFalse();
    }
}
