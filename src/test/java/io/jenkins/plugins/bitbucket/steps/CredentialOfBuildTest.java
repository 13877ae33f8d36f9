package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Fingerprint;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class CredentialOfBuildTest extends StepTest {

    private static final String WITH_ID =
            "bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'bump'";
    private static final String WITHOUT_ID = "bitbucketCreateBranch repository: 'acme/infra', branch: 'bump'";

    private Folder team;
    private WorkflowJob job;

    @BeforeEach
    void makeAJobInTwoFolders() throws Exception {
        team = jenkins.createProject(Folder.class);
        job = job(team.createProject(Folder.class, "product"));
    }

    private static WorkflowJob job(Folder folder) throws Exception {
        WorkflowJob job = folder.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(WITH_ID, true));
        return job;
    }

    private static void emptySystemStore() throws Exception {
        forgetCredentials();
    }

    private static Domain domainFor(String host) {
        return new Domain("of " + host, null, List.of(new HostnameSpecification(host, null)));
    }

    private void keepIn(Domain domain, StandardCredentials credential) throws Exception {
        emptySystemStore();
        store(jenkins.jenkins).addDomain(domain, credential);
    }

    private static UsernamePasswordCredentialsImpl login(String user, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, AcmeJenkins.ID, "", user, password);
    }

    private static StandardCredentials key(String text) {
        return new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL,
                AcmeJenkins.ID,
                "git",
                new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(text),
                null,
                null);
    }

    /** The IDs that the form of the step offers in the job. */
    private List<String> offered(Class<? extends BitbucketStep> step) throws Exception {
        return jenkins.executeOnServer(() -> ((BitbucketStep.Descriptor) jenkins.jenkins.getDescriptor(step))
                .doFillCredentialsIdItems(job, "").stream()
                        .map(option -> option.value)
                        .filter(id -> !id.isEmpty())
                        .toList());
    }

    private BitbucketApiToken working() {
        return AcmeJenkins.credential(acme.ci.tokenWithAllScopes());
    }

    private void assertBranchCreated() {
        assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
    }

    private String errorOfTheJob() throws Exception {
        String error = errorOf(jenkins.buildAndAssertStatus(Result.FAILURE, job));
        assertThat(acme.bitbucket.requests()).isEmpty();
        return error;
    }

    @Test
    void explainsTheEmptyChoiceInTheForm() {
        assertThat(shownForNone()).isEqualTo("- none: no default is set -");

        BitbucketCloudConfiguration.get().setDefaultCredentialsId("bitbucket-prod");
        try {
            assertThat(shownForNone()).isEqualTo("- the default: bitbucket-prod -");
        } finally {
            BitbucketCloudConfiguration.get().setDefaultCredentialsId(null);
        }
    }

    private String shownForNone() {
        return ((BitbucketStep.Descriptor) jenkins.jenkins.getDescriptor(CreateBranchStep.class))
                .doFillCredentialsIdItems(job, "")
                .get(0)
                .name;
    }

    @Test
    void isTakenFromTheSystemStore() throws Exception {
        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isTakenFromTheJobsFolderBeforeTheSystemStore() throws Exception {
        replaceToken(acme.ci.expiredToken());
        AcmeJenkins.add((Folder) job.getParent(), working());

        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isTakenFromAFolderAroundTheJobsFolder() throws Exception {
        emptySystemStore();
        AcmeJenkins.add(team, working());

        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isNotTakenFromAnotherFolder() throws Exception {
        emptySystemStore();
        AcmeJenkins.add(team.createProject(Folder.class, "other"), working());

        assertThat(errorOfTheJob())
                .contains("There is no credential “bitbucket-prod” that this build can use")
                .contains("in the system store or in the folders of " + team.getName() + "/product");
    }

    @Test
    void isNotFoundOutsideOfFolders() throws Exception {
        emptySystemStore();

        assertThat(errorOf(fail(WITH_ID)))
                .contains("There is no credential “bitbucket-prod” that this build can use")
                .contains("in the system store", "Check the ID")
                .doesNotContain("folder");
    }

    @Test
    void isNotTakenIfItsScopeIsSystem() throws Exception {
        emptySystemStore();
        AcmeJenkins.add(
                jenkins.jenkins,
                new BitbucketApiToken(
                        CredentialsScope.SYSTEM,
                        AcmeJenkins.ID,
                        "",
                        Acme.EMAIL,
                        Secret.fromString(acme.ci.tokenWithAllScopes())));

        assertThat(errorOfTheJob()).contains("There is no credential “bitbucket-prod”", "scope must be Global");
    }

    @Test
    void isRejectedIfItIsOfAnotherType() throws Exception {
        emptySystemStore();
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, AcmeJenkins.ID, "", "acme-ci", "an-app-password"));

        assertThat(errorOfTheJob())
                .contains("The credential “bitbucket-prod” is of the type “Username with password”")
                .contains("this step takes a “Bitbucket API Token with Email”");
    }

    @Test
    void isRejectedForAPullRequestIfItIsAnSshKey() throws Exception {
        emptySystemStore();
        store(jenkins.jenkins)
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(
                                CredentialsScope.GLOBAL, AcmeJenkins.ID, "", Secret.fromString("some secret")));
        job.setDefinition(new CpsFlowDefinition(
                "bitbucketOpenPullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                        + " sourceBranch: 'bump', title: 'Terraform 1.9'",
                true));

        assertThat(errorOfTheJob())
                .endsWith("is of the type “Secret text”; this step takes a “Bitbucket API Token with Email”.");
    }

    @Test
    void isTakenFromADomainThatIsForTheHostOfTheApi() throws Exception {
        keepIn(domainFor("127.0.0.1"), working());

        assertThat(offered(CreateBranchStep.class)).containsExactly(AcmeJenkins.ID);
        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isNeitherOfferedNorSentFromADomainThatIsForAnotherHost() throws Exception {
        keepIn(domainFor("git.acme.example"), working());

        assertThat(offered(CreateBranchStep.class)).isEmpty();
        assertThat(offered(OpenPullRequestStep.class)).isEmpty();
        assertThat(errorOfTheJob())
                .contains("The credential “bitbucket-prod” is in a domain that is not for “127.0.0.1”")
                .contains("add this host to the domain");
    }

    @Test
    void isAnSshKeyOnlyFromADomainThatIsForTheSshHost() throws Exception {
        BitbucketCloudConfiguration.get().setSshHost("ssh.acme.example");
        StandardCredentials key = key("no key");

        keepIn(domainFor("127.0.0.1"), key);
        assertThat(offered(CreateBranchStep.class)).isEmpty();
        assertThat(errorOfTheJob()).contains("is in a domain that is not for “ssh.acme.example”");

        keepIn(domainFor("ssh.acme.example"), key);
        assertThat(offered(CreateBranchStep.class)).containsExactly(AcmeJenkins.ID);
        assertThat(offered(OpenPullRequestStep.class)).isEmpty();
        assertThat(errorOfTheJob()).doesNotContain("domain");
        BitbucketCloudConfiguration.get().setSshHost("");
    }

    @Test
    void canBeAUserNameWithPasswordThatHoldsAnEmailAndAnApiToken() throws Exception {
        keepIn(Domain.global(), login(Acme.EMAIL, acme.ci.tokenWithAllScopes()));
        job.setDefinition(new CpsFlowDefinition(WITH_ID + "\n" + WITH_ID, true));

        WorkflowRun run = succeed(job);

        assertBranchCreated();
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.startsWith("WARNING: ")))
                .singleElement()
                .asString()
                .contains("“bitbucket-prod” is of the type “Username with password” and holds an API token")
                .contains("“Bitbucket API Token with Email”");
    }

    /** For steps that accept both an API token and a key. */
    @Test
    void isTheNearestEvenIfAFartherOneIsOfAnotherType() throws Exception {
        replaceToken(acme.ci.expiredToken());
        store((Folder) job.getParent())
                .addCredentials(Domain.global(), login(Acme.EMAIL, acme.ci.tokenWithAllScopes()));

        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isAnSshKeyInTheJobsFolderBeforeATokenInTheSystemStore() throws Exception {
        store(team).addCredentials(Domain.global(), key("no key"));

        assertThat(errorOfTheJob()).contains("bitbucket-prod").contains("key");
    }

    @Test
    void isAFartherTokenIfTheStepAcceptsNoKeyOrTheNearerOneIsForAnotherHost() throws Exception {
        store(team).addCredentials(Domain.global(), key("no key"));
        store(job.getParent() instanceof Folder product ? product : team)
                .addDomain(domainFor("git.acme.example"), login(Acme.EMAIL, "ATATT3xFfGF0-of-another-server"));
        job.setDefinition(new CpsFlowDefinition(
                "bitbucketReadFile credentialsId: 'bitbucket-prod', repository: 'acme/infra', path: 'README.md'",
                true));

        succeed(job);
    }

    /** Stands for one in a vault that is sealed. */
    @SuppressWarnings("serial")
    private static final class Sealed extends UsernamePasswordCredentialsImpl {

        Sealed() throws Exception {
            super(CredentialsScope.GLOBAL, AcmeJenkins.ID, "", Acme.EMAIL, "");
        }

        @Override
        public Secret getPassword() {
            throw new CredentialsUnavailableException("password", "the vault is sealed\n\tat Vault");
        }
    }

    @Test
    void failsInOneLineIfAVaultCannotProvideIt() throws Exception {
        keepIn(Domain.global(), new Sealed());

        assertThat(errorOfTheJob())
                .startsWith("ERROR: Jenkins can't read the credential “bitbucket-prod”: ")
                .contains("the vault is sealed");
    }

    @Test
    void isRejectedIfAUserNameWithPasswordHoldsSomethingElse() throws Exception {
        for (UsernamePasswordCredentialsImpl other : List.of(
                login("acme-ci", acme.ci.tokenWithAllScopes()), login(Acme.EMAIL, "the-password-of-the-account"))) {
            keepIn(Domain.global(), other);

            assertThat(errorOfTheJob())
                    .contains("is of the type “Username with password” and does not hold an email with an API token")
                    .contains("this step takes a “Bitbucket API Token with Email” or an “SSH Username");
        }
    }

    @Test
    void failsInOneLineIfItHoldsNoToken() throws Exception {
        keepIn(Domain.global(), new BitbucketApiToken(CredentialsScope.GLOBAL, AcmeJenkins.ID, "", Acme.EMAIL, null));

        assertThat(errorOfTheJob())
                .startsWith("ERROR: The credential “bitbucket-prod” can't be used. It holds no API token.");
    }

    @Test
    void isTheDefaultIfTheStepSpecifiesNone() throws Exception {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
        job.setDefinition(new CpsFlowDefinition(WITHOUT_ID, true));

        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isRequiredIfThereIsNoDefault() throws Exception {
        job.setDefinition(new CpsFlowDefinition(WITHOUT_ID, true));

        assertThat(errorOfTheJob())
                .contains("No credential is specified: set credentialsId")
                .contains("Manage Jenkins → System → Bitbucket Cloud");
    }

    @Test
    void isMarkedAsUsedByTheBuild() throws Exception {
        WorkflowRun run = succeed(job);

        Fingerprint use = CredentialsProvider.getFingerprintOf(credential);
        assertThat(use).isNotNull();
        assertThat(use.getRangeSet(job.getFullName()).includes(run.getNumber())).isTrue();
    }
}
