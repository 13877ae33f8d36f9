package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What the fields of the steps' forms are completed with while a user types. */
class CompletionTest extends StepTest {

    private final AtomicLong clock = new AtomicLong();
    private final Completion completion = new Completion(clock::get);

    @BeforeEach
    void fillBitbucket() {
        acme.workspace.repository("infra-tools");
        acme.workspace.repository("website");
        acme.bitbucket.workspace("labs", "Labs").member(acme.ci).repository("rocket");
        acme.bitbucket.workspace("strangers", "Others").repository("infra");
        acme.infra.commit("release/1.9", "release.txt", "1.9");
        acme.infra.commit("bump-release", "release.txt", "2");
    }

    @AfterEach
    void letEveryoneIn() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    private List<String> repositories(String typed) {
        return completion.repositories(null, AcmeJenkins.ID, typed).getValues();
    }

    private List<String> branches(String typed) {
        return completion.branches(null, AcmeJenkins.ID, "acme/infra", typed).getValues();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a          | [acme/, labs/]
                    AC         | [acme/]
                    x          | []
                    acme/      | [acme/infra, acme/infra-tools, acme/website]
                    acme/INF   | [acme/infra, acme/infra-tools]
                    acme/infra-t | [acme/infra-tools]
                    labs/rock  | [labs/rocket]
                    strangers/ | []
                    ../        | []
                    https://bitbucket.org/acme | []
                    git@bitbucket.org:acme/inf | []
                    """)
    void completesARepositoryByItsWorkspaceAndThenByItsName(String typed, String completed) {
        assertThat(repositories(typed)).hasToString(completed);
    }

    @Test
    void completesAWorkspace() {
        assertThat(completion.workspaces(null, AcmeJenkins.ID, "a").getValues()).containsExactly("acme", "labs");
    }

    @Test
    void completesABranchFirstByItsBeginning() {
        assertThat(branches("RELEASE")).containsExactly("release/1.9", "bump-release");
        assertThat(branches("x")).isEmpty();
    }

    @Test
    void completesTheFieldsThatNameABranchWhichExists() throws Exception {
        assertThat(completionOf(CreateBranchStep.class, "from"))
                .containsEntry("fillDependsOn", "value credentialsId repository")
                .hasEntrySatisfying(
                        "autoCompleteUrl",
                        url -> assertThat(url.toString()).endsWith("CreateBranchStep/autoCompleteExistingBranch"));
        assertThat(completionOf(CreateBranchStep.class, "branch")).isEmpty();
    }

    /** What the form's field gets from Jenkins for its completion. */
    private static Map<String, Object> completionOf(Class<? extends BitbucketStep> step, String field)
            throws Exception {
        Map<String, Object> attributes = new HashMap<>();
        return jenkins.executeOnServer(() -> {
            jenkins.jenkins.getDescriptorOrDie(step).calcAutoCompleteSettings(field, attributes);
            return attributes;
        });
    }

    @Test
    void completesFieldsThatTheStepsHave() {
        for (BitbucketStep.Descriptor step : ExtensionList.lookup(BitbucketStep.Descriptor.class)) {
            assertThat(step.branchFields())
                    .as(step.getFunctionName())
                    .allSatisfy(field -> assertThat(step.getPropertyType(field)).isNotNull());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "infra", "https://github.com/acme/infra.git", "acme/none"})
    void completesNoBranchWithoutARepository(String repository) {
        assertThat(completion.branches(null, AcmeJenkins.ID, repository, "main").getValues())
                .isEmpty();
    }

    @Test
    void usesTheDefaultCredentialIfNoneIsSelected() {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);

        assertThat(completion.repositories(null, "", "acme/w").getValues()).containsExactly("acme/website");
    }

    @Test
    void asksOnceForTheSameTextWithinAMinute() {
        repositories("acme/inf");
        repositories("acme/INF");
        clock.addAndGet(TimeUnit.SECONDS.toNanos(59));
        repositories("acme/inf");
        assertThat(acme.bitbucket.requests()).hasSize(1);

        clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
        repositories("acme/inf");
        assertThat(acme.bitbucket.requests()).hasSize(2);
    }

    @Test
    void asksOnceForWorkspacesWhateverIsTyped() {
        repositories("a");
        repositories("ac");
        repositories("acm");

        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void neverMixesTheAnswersOfTwoCredentials() throws Exception {
        repositories("labs/");
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(
                        CredentialsScope.GLOBAL,
                        "other",
                        "",
                        "other@acme.example",
                        Secret.fromString(acme.bitbucket
                                .account("other@acme.example", "other", "Other")
                                .tokenWithAllScopes())));

        assertThat(completion.repositories(null, "other", "labs/").getValues()).isEmpty();
        assertThat(repositories("labs/")).containsExactly("labs/rocket");
    }

    @Test
    void doesNotSendARejectedTokenWithEveryLetter() {
        acme.bitbucket.revoke(Secret.toString(credential.getToken()));

        assertThat(repositories("a")).isEmpty();
        assertThat(repositories("ac")).isEmpty();
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void completesNothingWhileBitbucketFails() {
        acme.bitbucket.misbehaveOnce(Fault.status(503));

        assertThat(repositories("acme/")).isEmpty();
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void usesNoSystemCredential() throws Exception {
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(
                        CredentialsScope.SYSTEM,
                        "system",
                        "",
                        Acme.EMAIL,
                        Secret.fromString(acme.ci.tokenWithAllScopes())));

        assertThat(completion.repositories(null, "system", "acme/").getValues()).isEmpty();
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void requiresThePermissionToUseTheCredentials() throws Exception {
        WorkflowJob job = pipeline("");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.EXTENDED_READ)
                .everywhere()
                .to("reader", "user")
                .grant(CredentialsProvider.USE_ITEM)
                .everywhere()
                .to("user"));
        Supplier<List<String>> onJob =
                () -> completion.repositories(job, AcmeJenkins.ID, "acme/w").getValues();

        try (ACLContext user = ACL.as2(User.getById("user", true).impersonate2())) {
            assertThat(onJob.get()).containsExactly("acme/website");
            assertThatThrownBy(() -> repositories("acme/")).isInstanceOf(AccessDeniedException3.class);
        }
        try (ACLContext reader = ACL.as2(User.getById("reader", true).impersonate2())) {
            assertThatThrownBy(onJob::get).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> completion.branches(job, AcmeJenkins.ID, "acme/infra", ""))
                    .isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> completion.workspaces(job, AcmeJenkins.ID, ""))
                    .isInstanceOf(AccessDeniedException3.class);
        }
    }
}
