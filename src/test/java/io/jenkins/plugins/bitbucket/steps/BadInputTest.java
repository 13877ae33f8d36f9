package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invalid arguments in a script are reported in one line in the console, before anything is sent; unambiguous ones are
 * accepted.
 */
class BadInputTest extends StepTest {

    private static final String PULL_REQUEST =
            "bitbucketOpenPullRequest repository: 'acme/infra', sourceBranch: 'bump', title: 'Terraform 1.9', ";

    @BeforeEach
    void prepare() {
        BitbucketCloudConfiguration.get().setDefaultCredentialsId(AcmeJenkins.ID);
        acme.infra.commit("bump", "versions.tf", "1.9");
    }

    private String refused(String script) throws Exception {
        String error = errorOf(fail(script));
        assertThat(acme.bitbucket.requests()).isEmpty();
        return error;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    branch: ['a', 'b']        | branch takes a text, not a list.
                    branch: [name: 'a']       | branch takes a text, not a map.
                    branch: 7                 | branch takes a text, not 7.
                    branch: true              | branch takes a text, not true.
                    branch: new Date()        | branch takes a text, not an object of the type Date.
                    branch: ''                | the name is empty
                    branch: '  '              | the name is empty
                    branch: null              | the name is empty
                    branch: 'a b'             | a name has no space
                    branch: 'x', from: ['a']  | from takes a text, not a list.
                    branch: 'x', ifExists: 'perhaps' | ifExists can't be “perhaps”. It is one of: reuse, fail.
                    branch: 'x', ifExists: ['fail']  | ifExists takes a text, not a list.
                    branch: 'x', repository: ['acme/infra'] | repository takes a text, not a list.
                    branch: 'x', credentialsId: ['a'] | credentialsId takes a text, not a list.
                    branch: 'x', retrySeconds: 'soon' | retrySeconds takes a whole number, not “soon”.
                    branch: 'x', retrySeconds: 1.5 | retrySeconds takes a whole number, not 1.5.
                    branch: 'x', retrySeconds: [1] | retrySeconds takes a whole number, not a list.
                    branch: 'x', retrySeconds: -1 | between 0 and 86,400 seconds
                    branch: 'x', form: 'main' | bitbucketCreateBranch has no parameter form. It takes: branch, credentialsId, from, ifExists, repository, retrySeconds.
                    form: 'main'              | bitbucketCreateBranch has no parameter form.
                    """)
    void isRejectedForABranch(String parameters, String why) throws Exception {
        String inInfra = parameters.contains("repository") ? "" : ", repository: 'acme/infra'";

        assertThat(refused("bitbucketCreateBranch(" + parameters + inInfra + ")"))
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    reviewers: [1]            | reviewers takes a list of texts, or one text separated by commas, but it contains 1.
                    reviewers: [['jane']]     | but it contains a list.
                    reviewers: [name: 'jane'] | but it contains a map.
                    reviewers: 5              | but it contains 5.
                    draft: 'yes'              | draft takes true or false, not “yes”.
                    draft: []                 | draft takes true or false, not a list.
                    draft: 1                  | draft takes true or false, not 1.
                    closeSourceBranch: 'no'   | closeSourceBranch takes true or false, not “no”.
                    defaultReviewers: 'jane'  | defaultReviewers takes true or false, not “jane”.
                    description: ['a']        | description takes a text, not a list.
                    destinationBranch: [a: 1] | destinationBranch takes a text, not a map.
                    ifExists: 'replace'       | ifExists can't be “replace”. It is one of: update, reuse, fail.
                    reviewer: 'jane'          | bitbucketOpenPullRequest has no parameter reviewer. It takes: closeSourceBranch,
                    """)
    void isRejectedForAPullRequest(String parameters, String why) throws Exception {
        assertThat(refused(PULL_REQUEST + parameters)).contains(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    require: [1]                | require takes a list of texts, or one text separated by commas, but it contains 1.
                    require: 'write'            | “write” is not a scope that can be required.
                    require: ['write:all', 'x'] | “write:all” is not a scope that can be required.
                    scopes: 'write'             | bitbucketTestConnection has no parameter scopes. It takes: credentialsId, repository, require, retrySeconds.
                    """)
    void isRejectedForATest(String parameters, String why) throws Exception {
        assertThat(refused("bitbucketTestConnection " + parameters)).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'jane, joe'",
                "'jane,joe,'",
                "['jane', 'joe']",
                "['jane, joe', null, '']",
                "['jane', 'joe'] as Set",
                "'jane,joe'.split(',')",
                "\"${'jane'}, joe\"",
                "[\"${'jane'}\", 'joe']"
            })
    void understandsReviewersAsAListAndAsOneText(String reviewers) throws Exception {
        addMembers();

        succeed(PULL_REQUEST + "reviewers: " + reviewers);

        assertReviewedByJaneAndJoe();
    }

    @Test
    void understandsReviewersAsOneTextInADeclarativePipeline() throws Exception {
        addMembers();

        succeed("""
                pipeline {
                    agent none
                    stages {
                        stage('Pull request') {
                            steps {
                                bitbucketOpenPullRequest(
                                    repository: 'acme/infra', sourceBranch: 'bump', title: 'Terraform 1.9',
                                    reviewers: 'jane, joe')
                            }
                        }
                    }
                }
                """);

        assertReviewedByJaneAndJoe();
    }

    private void addMembers() {
        Account jane = acme.bitbucket.account("jane@acme.example", "jane", "Jane Doe");
        Account joe = acme.bitbucket.account("joe@acme.example", "joe", "Joe Bloggs");
        acme.workspace.member(jane).member(joe);
    }

    private void assertReviewedByJaneAndJoe() {
        assertThat(acme.infra.pullRequests())
                .singleElement()
                .satisfies(pullRequest -> assertThat(pullRequest.reviewers()).containsExactlyInAnyOrder("jane", "joe"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'read:user:bitbucket, write:repository:bitbucket'",
                "['read:user:bitbucket', 'write:repository:bitbucket']"
            })
    void understandsScopesAsAListAndAsOneText(String scopes) throws Exception {
        succeed("bitbucketTestConnection require: " + scopes);

        replaceToken(acme.ci.token("read:user:bitbucket"));
        assertThat(errorOf(fail("bitbucketTestConnection require: " + scopes)))
                .contains("lacks write:repository:bitbucket");
    }

    @Test
    void treatsNullAndEmptyTextAsOmitted() throws Exception {
        succeed("def name = 'x'\nbitbucketCreateBranch branch: \"${name}\", repository: 'acme/infra', from: null,"
                + " ifExists: null, credentialsId: '', retrySeconds: null");
        succeed(PULL_REQUEST + "reviewers: null, draft: null, closeSourceBranch: 'true', description: null,"
                + " destinationBranch: ' ', ifExists: '', retrySeconds: '30'");

        assertThat(acme.infra.tip("x")).contains(acme.firstCommit);
        assertThat(acme.infra.pullRequests()).hasSize(1);
    }
}
