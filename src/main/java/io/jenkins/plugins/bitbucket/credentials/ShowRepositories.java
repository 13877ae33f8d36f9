package io.jenkins.plugins.bitbucket.credentials;

import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.PageWait;
import io.jenkins.plugins.bitbucket.configuration.ReportMarkup;
import io.jenkins.plugins.bitbucket.core.check.RepositoryOverview;
import io.jenkins.plugins.bitbucket.core.check.RepositoryOverview.InWorkspace;
import io.jenkins.plugins.bitbucket.core.check.RepositoryOverview.Report;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Shows, for a form, which repositories its token can see. */
final class ShowRepositories {

    private ShowRepositories() {}

    /** Asks Bitbucket, for no longer than a page can wait. */
    static FormValidation run(String email, Secret token) {
        CompletableFuture<Report> overview;
        try {
            overview = new RepositoryOverview()
                    .run(BitbucketCloudConfiguration.get().bitbucket().as(TestConnection.inForm(email, token)));
        } catch (IllegalArgumentException e) {
            return error(e.getMessage());
        }
        try {
            return PageWait.result(overview).map(ShowRepositories::shown).orElseGet(() -> {
                overview.cancel(true);
                return error(PageWait.tooLong());
            });
        } catch (CompletionException e) {
            if (e.getCause() instanceof BitbucketException failure) {
                return error(failure.getMessage());
            }
            throw e;
        }
    }

    private static FormValidation error(String text) {
        return FormValidation.errorWithMarkup(new ReportMarkup(false, text).end());
    }

    private static FormValidation shown(Report report) {
        if (report.workspaces().isEmpty()) {
            return FormValidation.warningWithMarkup(
                    new ReportMarkup(false, Messages.ShowRepositories_NoWorkspace()).end());
        }
        ReportMarkup page = new ReportMarkup(true, Messages.ShowRepositories_Headline());
        report.workspaces().forEach(workspace -> append(page, workspace));
        if (report.more()) {
            page.paragraph(Messages.ShowRepositories_MoreWorkspaces());
        }
        return FormValidation.okWithMarkup(page.end());
    }

    private static void append(ReportMarkup page, InWorkspace workspace) {
        String slug = Text.printable(workspace.workspace());
        int number = workspace.repositories().size();
        String count;
        if (number == 0) {
            count = Messages.ShowRepositories_None(slug);
        } else {
            count = workspace.more()
                    ? Messages.ShowRepositories_First(slug, number)
                    : Messages.ShowRepositories_All(slug, number);
        }
        page.paragraph(count)
                .names(workspace.repositories().stream().map(Text::printable).toList());
    }
}
