package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.JenkinsTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The system store contains a credential with every scope. Jenkins has no executor, because no step needs one. */
abstract class StepTest extends JenkinsTest {

    BitbucketApiToken credential;

    @BeforeAll
    static void takeExecutors() throws Exception {
        jenkins.jenkins.setNumExecutors(0);
    }

    @BeforeEach
    final void addCredential() throws Exception {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId("");
        replaceToken(acme.ci.tokenWithAllScopes());
    }

    /** Sets the token of the only credential of the system store. */
    final void replaceToken(String token) throws Exception {
        forgetCredentials();
        credential = AcmeJenkins.credential(token);
        AcmeJenkins.add(jenkins.jenkins, credential);
    }
}
