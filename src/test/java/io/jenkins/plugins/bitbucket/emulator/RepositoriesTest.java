package io.jenkins.plugins.bitbucket.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepositoriesTest {

    private final EmulatedAcme acme = new EmulatedAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aRepositoryTellsItsMainBranchAndWhereToCloneIt() {
        JsonNode repository = json("/repositories/acme/infra");

        assertThat(repository.path("full_name").asText()).isEqualTo("acme/infra");
        assertThat(repository.at("/mainbranch/name").asText()).isEqualTo("main");
        assertThat(repository.at("/project/key").asText()).isEqualTo("INFRA");
        assertThat(repository.at("/links/clone/0/href").asText())
                .isEqualTo(acme.infra.gitUrl().toString().replace("//", "//acme-ci@"));
        assertThat(repository.at("/links/clone/1/href").asText()).isEqualTo("git@ssh.bitbucket.org:acme/infra.git");
    }

    @Test
    void anEmptyRepositoryHasNoMainBranch() {
        HostedRepository empty = acme.workspace.repository("empty");

        assertThat(json("/repositories/acme/empty").get("mainbranch").isNull()).isTrue();
        empty.commit("trunk", "a.txt", "a");
        assertThat(json("/repositories/acme/empty").at("/mainbranch/name").asText())
                .isEqualTo("trunk");
    }

    @Test
    void aMainBranchThatIsNotThereIsNullThoughOthersAre() {
        acme.infra.mainBranch("gone").commit("other", "a.txt", "a");
        assertThat(json("/repositories/acme/infra").get("mainbranch").isNull()).isTrue();
        assertThat(acme.infra.branches()).containsExactly("main", "other");
        acme.infra.mainBranch("other");
        assertThat(json("/repositories/acme/infra").at("/mainbranch/name").asText())
                .isEqualTo("other");
    }

    @Test
    void slugAndUuidAreTakenInAnyLetterCase() {
        assertThat(List.of(
                        "/repositories/ACME/Infra",
                        "/repositories/acme/" + Uris.encoded(acme.infra.uuid()),
                        "/repositories/" + Uris.encoded(acme.workspace.uuid().toUpperCase()) + "/infra"))
                .allSatisfy(path -> assertThat(acme.api.get(path).statusCode()).isEqualTo(200));
    }

    @Test
    void whatIsHiddenLooksLikeWhatIsMissing() {
        acme.workspace.repository("secret").hiddenFrom(acme.ci);

        HttpResponse<String> hidden = acme.api.get("/repositories/acme/secret");
        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.body())
                .contains("You may not have access to this repository or it no longer exists in this workspace.")
                .isEqualTo(acme.api.get("/repositories/acme/missing").body())
                .isEqualTo(acme.as(acme.eve, Scopes.READ_REPOSITORY)
                        .get("/repositories/acme/infra")
                        .body());
        assertThat(names("/repositories/acme")).containsExactly("infra");
    }

    @Test
    void anUnknownWorkspaceIsNamed() {
        assertThat(acme.api.get("/workspaces/nowhere").body()).contains("No workspace with identifier 'nowhere'.");
        assertThat(acme.as(acme.eve, Scopes.READ_WORKSPACE)
                        .get("/workspaces/acme")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anUnknownPathLeadsToNoApi() {
        HttpResponse<String> response = acme.api.get("/repositories/acme/infra/unheard/of");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(RawClient.json(response).at("/error/message").asText()).isEqualTo("Resource not found");
        assertThat(RawClient.json(response).at("/error/detail").asText())
                .isEqualTo("There is no API hosted at this URL");
    }

    @Test
    void workspacesAreListedWithTheRoleInThem() {
        JsonNode access = RawClient.json(
                        acme.as(acme.ada, Scopes.READ_WORKSPACE).get("/user/workspaces"))
                .at("/values/0");

        assertThat(access.path("type").asText()).isEqualTo("workspace_access");
        assertThat(access.path("administrator").asBoolean()).isTrue();
        assertThat(access.at("/workspace/slug").asText()).isEqualTo("acme");
        assertThat(access.at("/workspace/name").isMissingNode()).isTrue();
    }

    @Test
    void aMemberIsFoundByNickname() {
        JsonNode found = json("/workspaces/acme/members?q=user.nickname%3D%22ada%22");

        assertThat(found.path("size").asInt()).isEqualTo(1);
        assertThat(found.at("/values/0/user/uuid").asText()).isEqualTo(acme.ada.uuid());
    }

    @Test
    void repositoriesAreFiltered() {
        acme.workspace.repository("website");
        acme.workspace.repository("web-tools").inProject("INFRA");

        assertThat(names("/repositories/acme?q=name~%22WEB%22")).containsExactly("web-tools", "website");
        assertThat(names("/repositories/acme?q=project.key%3D%22INFRA%22&sort=name"))
                .containsExactly("infra", "web-tools");
        assertThat(names("/repositories/acme?q=name~%22web%22%20AND%20(slug%3D%22website%22%20OR%20slug%3D%22x%22)"))
                .containsExactly("website");
        assertThat(acme.api.get("/repositories/acme?q=name~~").statusCode()).isEqualTo(400);
    }

    @Test
    void pagesAreFollowedToTheEnd() {
        for (int i = 10; i < 33; i++) {
            acme.workspace.repository("numbered-" + i);
        }
        List<String> names = new ArrayList<>();
        String path = "/repositories/acme?q=name~%22numbered%22";
        List<Integer> sizes = new ArrayList<>();
        while (!path.isEmpty()) {
            JsonNode page = json(path);
            page.path("values").forEach(value -> names.add(value.path("name").asText()));
            sizes.add(page.path("values").size());
            String next = page.path("next").asText();
            assertThat(next)
                    .satisfiesAnyOf(
                            end -> assertThat(end).isEmpty(),
                            more -> assertThat(more).startsWith(acme.bitbucket.apiUrl() + "/repositories/acme?q="));
            path = next.isEmpty()
                    ? ""
                    : next.substring(acme.bitbucket.apiUrl().toString().length());
        }

        assertThat(sizes).containsExactly(10, 10, 3);
        assertThat(names).hasSize(23).doesNotHaveDuplicates();
    }

    @Test
    void tooLongAPageIsRefused() {
        assertThat(acme.api.get("/repositories/acme?pagelen=100").statusCode()).isEqualTo(200);
        assertThat(acme.api.get("/repositories/acme?pagelen=101").body()).contains("Invalid pagelen");
        assertThat(acme.api
                        .get("/repositories/acme/infra/pullrequests?pagelen=50")
                        .statusCode())
                .isEqualTo(200);
        assertThat(acme.api
                        .get("/repositories/acme/infra/pullrequests?pagelen=51")
                        .body())
                .contains("Invalid pagelen");
    }

    @Test
    void totalsCanBeLeftOut() {
        acme.bitbucket.withoutPageTotals();

        assertThat(json("/repositories/acme").has("size")).isFalse();
        assertThat(json("/repositories/acme").has("page")).isFalse();
    }

    @Test
    void answersAreTrimmedToTheFieldsAskedFor() {
        assertThat(json("/repositories/acme?fields=values.slug").toString())
                .isEqualTo("{\"values\":[{\"slug\":\"infra\"}]}");
        assertThat(json("/repositories/acme/infra?fields=-links,-workspace").has("links"))
                .isFalse();
        JsonNode listed = json("/repositories/acme?fields=-values.*.links").at("/values/0");
        assertThat(listed.has("links")).isTrue();
        assertThat(listed.path("workspace").has("slug")).isTrue();
        assertThat(listed.path("workspace").has("links")).isFalse();
    }

    @Test
    void linksLeadSomewhere() {
        JsonNode branch = json("/repositories/acme/infra/refs/branches/main");
        for (String link :
                List.of("/links/self/href", "/target/links/self/href", "/target/repository/links/self/href")) {
            URI uri = URI.create(branch.at(link).asText());
            assertThat(acme.api.get(uri.getRawPath().substring("/2.0".length())).statusCode())
                    .isEqualTo(200);
        }
    }

    private JsonNode json(String path) {
        return RawClient.json(acme.api.get(path));
    }

    private List<String> names(String path) {
        return json(path).path("values").findValuesAsText("slug").stream()
                .filter(slug -> !slug.equals("acme"))
                .toList();
    }
}
