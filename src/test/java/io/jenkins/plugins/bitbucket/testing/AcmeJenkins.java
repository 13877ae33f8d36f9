package io.jenkins.plugins.bitbucket.testing;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.ModelObject;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/** The common set-up of tests on a Jenkins: Acme's Bitbucket, and optionally credentials for it. */
public final class AcmeJenkins {

    public static final String ID = "bitbucket-prod";

    private AcmeJenkins() {}

    /** Configures the Jenkins under test for Acme's embedded Bitbucket. */
    public static void speakWith(Acme acme) {
        BitbucketCloudConfiguration.get().setApiUrl(acme.bitbucket.apiUrl().toString());
    }

    public static BitbucketApiToken credential(String token) {
        return credential(ID, token);
    }

    public static BitbucketApiToken credential(String id, String token) {
        return new BitbucketApiToken(
                CredentialsScope.GLOBAL, id, "Opens pull requests", Acme.EMAIL, Secret.fromString(token));
    }

    /** Adds a credential with every scope to the system store. */
    public static BitbucketApiToken addCredential(Acme acme) throws IOException {
        BitbucketApiToken credential = credential(acme.ci.tokenWithAllScopes());
        add(Jenkins.get(), credential);
        return credential;
    }

    /** Adds a credential to the store of {@code place}, such as Jenkins or a folder. */
    public static void add(ModelObject place, BitbucketApiToken credential) throws IOException {
        store(place).addCredentials(Domain.global(), credential);
    }

    /** Removes a credential from the store of {@code place}. */
    public static void remove(ModelObject place, BitbucketApiToken credential) throws IOException {
        store(place).removeCredentials(Domain.global(), credential);
    }

    /** The store of {@code place}, such as Jenkins or a folder. */
    public static CredentialsStore store(ModelObject place) {
        return CredentialsProvider.lookupStores(place).iterator().next();
    }

    /** A browser without style sheets, which no test looks at and which take it most of its time. */
    public static JenkinsRule.WebClient browser(JenkinsRule jenkins) {
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        browser.getOptions().setCssEnabled(false);
        return browser;
    }

    /** A Pipeline job with this script, in the sandbox. */
    public static WorkflowJob pipeline(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
