package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Fingerprint;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CredentialOfBuildTest extends OneJenkins {

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

    private static void emptySystemStore() {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
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
    void isNotTakenFromAFolderThatTheJobIsNotIn() throws Exception {
        emptySystemStore();
        AcmeJenkins.add(team.createProject(Folder.class, "other"), working());

        assertThat(errorOfTheJob())
                .contains("There are no credentials “bitbucket-prod” that this build may use")
                .contains("in the system store or in the folders of " + team.getName() + "/product");
    }

    @Test
    void isNotFoundOutsideOfFolders() throws Exception {
        emptySystemStore();

        assertThat(errorOf(fail(WITH_ID)))
                .contains("There are no credentials “bitbucket-prod” that this build may use")
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

        assertThat(errorOfTheJob()).contains("There are no credentials “bitbucket-prod”", "scope must be Global");
    }

    @Test
    void isRefusedIfItIsOfAnotherType() throws Exception {
        emptySystemStore();
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, AcmeJenkins.ID, "", "acme-ci", "an-app-password"));

        assertThat(errorOfTheJob())
                .contains("The credentials “bitbucket-prod” are of the type “Username with password”")
                .contains("this step takes a “Bitbucket API Token with Email”");
    }

    @Test
    void isTheDefaultOneWhereTheStepNamesNone() throws Exception {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
        job.setDefinition(new CpsFlowDefinition(WITHOUT_ID, true));

        succeed(job);

        assertBranchCreated();
    }

    @Test
    void isAskedForWhereNeitherTheStepNorTheConfigurationNamesOne() throws Exception {
        job.setDefinition(new CpsFlowDefinition(WITHOUT_ID, true));

        assertThat(errorOfTheJob())
                .contains("No credentials are named: set credentialsId")
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
