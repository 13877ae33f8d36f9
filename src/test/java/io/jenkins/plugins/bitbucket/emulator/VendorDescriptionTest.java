package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The emulator speaks as the vendor's own description says, in every operation that it has. */
class VendorDescriptionTest {

    private static final String R = "/repositories/acme/infra";

    @Test
    void whatDeviatesIsNoticed() {
        VendorDescription description = description();
        try (EmulatedAcme acme = new EmulatedAcme()) {
            acme.bitbucket.misbehaveOnce(
                    Fault.answer(200, "application/json", "{\"type\": \"user\", \"display_name\": 7}"),
                    Fault.status(418));
            acme.api.get("/user");
            acme.api.get("/user");
            acme.api.get("/nothing/of/this/kind");
            assertThat(acme.bitbucket.requests()).allSatisfy(exchange -> assertThat(description.violations(exchange))
                    .hasSize(1));
        }
    }

    @Test
    void everyOperationKeepsToTheDescription() {
        VendorDescription description = description();
        try (EmulatedAcme acme = new EmulatedAcme()) {
            callEverything(acme);
            List<String> violations = acme.bitbucket.requests().stream()
                    .flatMap(exchange -> description.violations(exchange).stream())
                    .toList();
            assertThat(violations).isEmpty();
        }
    }

    private static VendorDescription description() {
        Optional<VendorDescription> description = VendorDescription.find();
        assumeTrue(description.isPresent(), "Atlassian's OpenAPI files aren't on this machine");
        return description.get();
    }

    private static void callEverything(EmulatedAcme acme) {
        RawClient api = acme.api;
        acme.infra.tag("v1", acme.first).defaultReviewer(acme.ada);
        acme.workspace.repository("empty");
        for (String path : List.of(
                "/user",
                "/users/" + Uris.encoded(acme.ada.uuid()),
                "/users/" + Uris.encoded(acme.ada.accountId()),
                "/users/nobody",
                "/user/workspaces",
                "/workspaces/acme",
                "/workspaces/nowhere",
                "/workspaces/acme/members?q=user.nickname%3D%22ada%22",
                "/workspaces/acme/projects",
                "/repositories/acme?q=name~%22inf%22&sort=name&pagelen=100",
                "/repositories/acme/empty",
                "/repositories/acme/missing",
                "/workspaces",
                "/repositories",
                "/user/permissions/workspaces",
                "/user/permissions/repositories",
                R,
                R + "/refs/branches",
                R + "/refs/branches/main",
                R + "/refs/branches/feature%2Fmissing",
                R + "/refs/tags",
                R + "/refs/tags/v1",
                R + "/commit/" + acme.first,
                R + "/commit/0123456",
                R + "/default-reviewers",
                R + "/effective-default-reviewers",
                R + "/pullrequests?pagelen=51",
                R + "/pullrequests/7")) {
            api.get(path);
        }
        api.post(R + "/refs/branches", "{\"name\": \"feature/x\", \"target\": {\"hash\": \"main\"}}");
        api.post(R + "/refs/branches", "{\"name\": \"feature/x\", \"target\": {\"hash\": \"main\"}}");
        api.delete(R + "/refs/branches/feature%2Fx");
        api.delete(R + "/refs/branches/main");
        acme.infra.commit("feature/y", "y.txt", "y");
        String opening =
                "{\"title\": \"Y\", \"source\": {\"branch\": {\"name\": \"feature/y\"}}, \"reviewers\": [{\"uuid\": \""
                        + acme.ada.uuid() + "\"}]}";
        api.post(R + "/pullrequests", opening);
        api.post(R + "/pullrequests", opening);
        api.post(R + "/pullrequests", "{\"title\": \"None\", \"source\": {\"branch\": {\"name\": \"none\"}}}");
        api.get(R + "/pullrequests?state=OPEN&fields=%2Bvalues.reviewers");
        api.get(R + "/pullrequests/1");
        api.put(R + "/pullrequests/1", "{\"title\": \"Y again\", \"reviewers\": []}");
        api.post(R + "/pullrequests/1/decline");
        api.post(R + "/pullrequests/1/decline");
        api.put(R + "/pullrequests/1", "{\"title\": \"Too late\"}");
        acme.openPullRequest("feature/z");
        acme.infra.merge(2);
        api.get(R + "/pullrequests/2");
        acme.as(acme.ci, Scopes.READ_USER).get(R);
        acme.as(acme.ci, Scopes.READ_USER).get(R + "/pullrequests");
        acme.as(acme.ci).get("/user");
        acme.as(acme.ci).get(R + "/pullrequests");
    }
}
