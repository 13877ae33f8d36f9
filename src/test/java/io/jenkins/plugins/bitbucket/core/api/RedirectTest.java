package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Moved;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token follows a redirect only on the API's own server. */
class RedirectTest {

    @AutoClose
    private final Acme acme = new Acme();

    /** A server of somebody who would like to have the token. */
    @AutoClose
    private final Acme elsewhere = new Acme();

    private final BitbucketClient client = acme.client();

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void isFollowedOnTheSameServer(int status) {
        acme.bitbucket.misbehaveOnce(Fault.redirect(status, "/2.0/user?fields=%2Bnickname"));

        assertThat(client.currentUser().join().name()).isEqualTo("Acme CI");
        assertThat(acme.bitbucket.requests())
                .extracting(RecordedRequest::query)
                .containsExactly("", "fields=%2Bnickname");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isNotFollowedToAnotherServer(int status) {
        acme.bitbucket.misbehaveOnce(Fault.redirect(status, elsewhere.bitbucket.apiUrl() + "/user"));

        failureOf(client.currentUser());

        assertThat(elsewhere.bitbucket.requests()).isEmpty();
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "//127.0.0.1:PORT/2.0/user",
        "http://localhost:OWN/2.0/user",
        "https://127.0.0.1:OWN/2.0/user",
        "http://ci@127.0.0.1:OWN/2.0/user",
        "http://127.0.0.1:OWN@127.0.0.1:PORT/2.0/user",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://"
    })
    void isNotFollowedToALookalikeServer(String location) {
        String target = location.replace(
                        "OWN", Integer.toString(acme.bitbucket.apiUrl().getPort()))
                .replace("PORT", Integer.toString(elsewhere.bitbucket.apiUrl().getPort()));
        acme.bitbucket.misbehaveOnce(Fault.redirect(302, target));

        assertThat(failureOf(client.currentUser())).isInstanceOf(UnexpectedResponse.class);

        assertThat(elsewhere.bitbucket.requests()).isEmpty();
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isNotFollowedWithoutALocation(int status) {
        acme.bitbucket.misbehaveOnce(
                Fault.answer(status, "text/html", ""), Fault.redirect(status, ""), Fault.redirect(status, " "));

        for (int i = 0; i < 3; i++) {
            assertThat(failureOf(client.currentUser()))
                    .isInstanceOf(UnexpectedResponse.class)
                    .hasMessageContaining("it redirects (" + status + ") without an address");
        }
        assertThat(acme.bitbucket.requests()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "301, /2.0/repositories/acme/infrastructure/refs/branches, the repository acme/infrastructure",
        "302, /2.0/repositories/acme-corp/infra/refs/branches, the repository acme-corp/infra",
        "307, https://bitbucket.org/!api/2.0/repositories/acme-corp/infra/refs, the repository acme-corp/infra",
        "308, /2.0/repositories/%7Bad9ef4a7%7D/%7B1c7ee32b%7D/refs, the repository {ad9ef4a7}/{1c7ee32b}",
        "308, /2.0/workspaces/acme-corp, the workspace acme-corp"
    })
    void ofAChangeIsAnErrorWithTheNewName(int status, String location, String name) {
        acme.bitbucket.misbehaveOnce(Fault.redirect(status, location));

        assertThat(failureOf(client.repository(Acme.INFRA).createBranch(new BranchName("bump"), "main")))
                .isInstanceOf(Moved.class)
                .hasMessage(
                        "Can't create the branch bump in acme/infra with the credential “bitbucket-prod”: it has moved"
                                + " to " + name + " (" + status
                                + "). Nothing was changed. Use the new name, also in clone URLs.");

        assertThat(acme.bitbucket.requests()).hasSize(1);
        assertThat(acme.infra.branches()).doesNotContain("bump");
    }

    @Test
    void isNotFollowedEndlessly() {
        acme.bitbucket.misbehave(
                request -> Fault.redirect(302, "/2.0/user?n=" + request.query().length() + request.query()));

        assertThat(failureOf(client.currentUser()))
                .isInstanceOf(UnexpectedResponse.class)
                .hasMessageContaining("it redirects endlessly");
        List<RecordedRequest> requests = acme.bitbucket.requests();
        assertThat(requests).hasSize(4);
    }
}
