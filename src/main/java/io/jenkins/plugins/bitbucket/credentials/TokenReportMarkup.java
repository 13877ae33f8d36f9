package io.jenkins.plugins.bitbucket.credentials;

import io.jenkins.plugins.bitbucket.configuration.ReportMarkup;
import io.jenkins.plugins.bitbucket.configuration.ReportMarkup.Row;
import io.jenkins.plugins.bitbucket.configuration.ReportMarkup.Sign;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A report on a token as a piece of a page: whose it is and what it comes to, then what is missing and what that means,
 * and last, folded into a line, what is fine.
 */
final class TokenReportMarkup {

    private final TokenReport report;
    private final List<Scope> missing;
    private final ReportMarkup page;

    private TokenReportMarkup(TokenReport report) {
        this.report = report;
        missing = report.scopes(Grant.MISSING);
        page = new ReportMarkup(
                report.verdict() == Verdict.OK,
                report.verdict() == Verdict.REJECTED || missing.isEmpty()
                        ? report.summary()
                        : Messages.TokenReport_MissingScopes(missing.size()));
    }

    /** @param steps the scopes that each step needs, by its name */
    static String of(TokenReport report, Map<String, Set<Scope>> steps) {
        return new TokenReportMarkup(report).make(steps);
    }

    private String make(Map<String, Set<Scope>> steps) {
        if (report.verdict() != Verdict.REJECTED) {
            owner();
            missing(steps);
            workspaces();
            rest();
        }
        return page.end();
    }

    /** If another problem than a scope hides the owner, it is listed with the other problems. */
    private void owner() {
        if (!report.problems().containsKey(Scope.READ_USER)) {
            page.paragraph(report.user()
                    .map(User::name)
                    .map(Text::printable)
                    .map(Messages::TokenReport_Owner)
                    .orElseGet(() -> Messages.TokenReport_OwnerUnknown(Scope.READ_USER)));
        }
    }

    private void missing(Map<String, Set<Scope>> steps) {
        if (!missing.isEmpty()) {
            page.list(missing.stream()
                            .map(scope -> row(scope, blocked(scope, steps)))
                            .toList())
                    .paragraph(Messages.TokenReport_NewToken(ApiToken.PAGE));
            report.problems().values().forEach(page::paragraph);
        }
    }

    private static String blocked(Scope scope, Map<String, Set<Scope>> steps) {
        List<String> blocked = steps.entrySet().stream()
                .filter(step -> step.getValue().contains(scope))
                .map(Map.Entry::getKey)
                .toList();
        return blocked.isEmpty()
                ? Messages.TokenReport_Blocks(scope.purpose())
                : Messages.TokenReport_BlocksSteps(scope.purpose(), String.join(", ", blocked));
    }

    private void workspaces() {
        if (!report.problems().containsKey(Scope.READ_WORKSPACE)
                && report.grants().get(Scope.READ_WORKSPACE) != Grant.MISSING) {
            page.paragraph(
                    report.workspaces().isEmpty()
                            ? Messages.ShowRepositories_NoWorkspace()
                            : Messages.TokenReport_Workspaces(report.workspaces().stream()
                                    .map(Workspace::slug)
                                    .map(Text::printable)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private void rest() {
        List<Row> rest = report.grants().keySet().stream()
                .filter(scope -> !missing.contains(scope))
                .map(scope -> row(scope, scope.purpose()))
                .toList();
        if (!rest.isEmpty()) {
            page.folded(Messages.TokenReport_Has(report.scopes(Grant.GRANTED).size()), () -> page.list(rest));
        }
    }

    private Row row(Scope scope, String meaning) {
        return switch (report.grants().get(scope)) {
            case GRANTED -> new Row(Sign.GRANTED, Messages.TokenReport_Granted(), scope.fullName(), meaning);
            case MISSING -> new Row(Sign.MISSING, Messages.TokenReport_Missing(), scope.fullName(), meaning);
            case UNKNOWN -> new Row(Sign.UNKNOWN, Messages.TokenReport_Unknown(), scope.fullName(), meaning);
        };
    }
}
