package io.jenkins.plugins.bitbucket.core.check;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.check.RepositoryOverview.InWorkspace;
import io.jenkins.plugins.bitbucket.core.check.RepositoryOverview.Report;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.ScopeMissing;
import io.jenkins.plugins.bitbucket.core.error.TokenRejected;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RepositoryOverviewTest {

    @AutoClose
    private final Acme acme = new Acme();

    private static Report overview(BitbucketClient client) {
        return new RepositoryOverview().run(client).join();
    }

    @Test
    void showsTheRepositoriesOfEachWorkspaceWithOneRequestEach() {
        acme.workspace.repository("website");
        acme.bitbucket.workspace("labs", "Labs").member(acme.ci);
        acme.bitbucket.workspace("strangers", "Others").repository("secret");
        BitbucketClient client = acme.client();

        assertThat(overview(client))
                .isEqualTo(new Report(
                        List.of(
                                new InWorkspace("acme", List.of("acme/infra", "acme/website"), false),
                                new InWorkspace("labs", List.of(), false)),
                        false));
        assertThat(client.requestsSent()).isEqualTo(3);
    }

    @Test
    void showsTheFirstHundredRepositoriesAndThatThereAreMore() {
        for (int i = 0; i < 100; i++) {
            acme.workspace.repository("r" + i);
        }

        assertThat(overview(acme.client()).workspaces()).singleElement().satisfies(acme -> {
            assertThat(acme.repositories()).hasSize(100);
            assertThat(acme.more()).isTrue();
        });
    }

    @Test
    void showsTheFirstWorkspacesAndThatThereAreMore() {
        for (int i = 0; i < RepositoryOverview.MAX_WORKSPACES; i++) {
            acme.bitbucket.workspace("w" + i, "Workspace").member(acme.ci);
        }
        BitbucketClient client = acme.client();

        Report report = overview(client);

        assertThat(report.workspaces()).hasSize(RepositoryOverview.MAX_WORKSPACES);
        assertThat(report.more()).isTrue();
        assertThat(client.requestsSent()).isEqualTo(1 + RepositoryOverview.MAX_WORKSPACES);
    }

    @Test
    void namesTheMissingScope() {
        assertThat(failureOf(new RepositoryOverview().run(acme.client(acme.ci.token(Scopes.READ_WORKSPACE)))))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining("list the repositories of the workspace acme")
                .hasMessageContaining("read:repository:bitbucket");
        assertThat(failureOf(new RepositoryOverview().run(acme.client(acme.ci.token(Scopes.READ_REPOSITORY)))))
                .isInstanceOf(ScopeMissing.class)
                .hasMessageContaining("read:workspace:bitbucket");
    }

    @Test
    void reportsARejectedToken() {
        String token = acme.ci.tokenWithAllScopes();
        acme.bitbucket.revoke(token);
        BitbucketClient client = acme.client(token);

        assertThat(failureOf(new RepositoryOverview().run(client))).isInstanceOf(TokenRejected.class);
        assertThat(client.requestsSent()).isOne();
    }
}
