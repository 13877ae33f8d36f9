package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.RepositoryDetails;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListRepositoriesTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final BitbucketClient client = acme.client();

    private List<RepositoryDetails> list(ListRepositories.Request request) {
        return new ListRepositories().run(request, client).join();
    }

    private static ListRepositories.Request request(String project, String nameContains, String query, int limit) {
        return new ListRepositories.Request(
                "acme",
                Optional.of(project),
                Optional.of(nameContains),
                Optional.of(query).filter(q -> !q.isEmpty()).map(Filter::parse),
                limit);
    }

    @Test
    void describesEachRepository() {
        acme.workspace.project("OPS", "Operations");
        acme.infra.inProject("OPS");
        acme.workspace.repository("empty");

        List<RepositoryDetails> all = list(ListRepositories.Request.of("acme"));

        assertThat(all).extracting(RepositoryDetails::slug).containsExactlyInAnyOrder("infra", "empty");
        RepositoryDetails infra = all.stream()
                .filter(repository -> repository.slug().equals("infra"))
                .findFirst()
                .orElseThrow();
        assertThat(infra.fullName()).isEqualTo("acme/infra");
        assertThat(infra.name()).isEqualTo("infra");
        assertThat(infra.project()).isEqualTo("OPS");
        assertThat(infra.mainBranch()).contains("main");
        assertThat(infra.cloneUrl()).doesNotContain("@").endsWith("/acme/infra.git");
        assertThat(infra.sshUrl()).startsWith("git@").endsWith("acme/infra.git");
        assertThat(infra.isPrivate()).isTrue();
    }

    @Test
    void listsRepositoriesThatMatchAllConditions() {
        acme.workspace.project("WEB", "Web").project("DATA", "Data");
        acme.workspace.repository("web-shop").inProject("WEB");
        acme.workspace.repository("web-blog").inProject("WEB");
        acme.workspace.repository("shop-data").inProject("DATA");

        assertThat(list(request("WEB", "", "", 10))).hasSize(2);
        assertThat(list(request("web", "SHOP", "", 10)))
                .extracting(RepositoryDetails::slug)
                .containsExactly("web-shop");
        assertThat(list(request("", "shop", "project.key=\"WEB\" OR project.key=\"DATA\"", 10)))
                .hasSize(2);
        assertThat(list(request("", "", "", 3))).hasSize(3);
    }

    @Test
    void readsNoMorePagesThanNecessary() {
        for (int i = 0; i < 250; i++) {
            acme.workspace.repository("many-" + i);
        }

        assertThat(list(request("", "", "", 150))).hasSize(150);
        assertThat(client.requestsSent()).isEqualTo(2);
        assertThat(list(ListRepositories.Request.of("acme"))).hasSize(251);
        assertThat(client.requestsSent()).isEqualTo(2 + 3);
    }

    @Test
    @Tag("exhaustive")
    void tenThousandRepositoriesCostARequestForEachHundred() {
        for (int i = 1; i < 10_000; i++) {
            acme.workspace.repository("many-" + i);
        }

        assertThat(list(ListRepositories.Request.of("acme"))).hasSize(10_000);
        assertThat(client.requestsSent()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=\"a", "name=\"a\")", "(name=\"a\"", ") OR (name=\"a\"", " "})
    void rejectsAConditionThatWouldChangeOthersBeforeAnythingIsSent(String query) {
        assertThatThrownBy(() -> Filter.parse(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a condition in Bitbucket's filter language");
    }

    @Test
    void rejectsInvalidInputBeforeAnythingIsSent() {
        assertThatThrownBy(() -> ListRepositories.Request.of("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request("a\"b", "", "", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request("", "", "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repeatsWhatBitbucketSaysAboutACondition() {
        assertThat(failureOf(new ListRepositories().run(request("", "", "name", 1), client)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Invalid query");
        assertThat(failureOf(new ListRepositories().run(ListRepositories.Request.of("nobody"), client)))
                .isInstanceOf(NotFound.class);
    }
}
