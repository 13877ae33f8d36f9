package io.jenkins.plugins.bitbucket.credentials;

import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Verdict;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkins.ui.symbol.Symbol;
import org.jenkins.ui.symbol.SymbolRequest;

/**
 * A report on a token as a piece of a page: whose it is and what it comes to, then what is missing and what that means,
 * and last, folded into a line, what is fine. Every text in it is escaped.
 */
final class TokenReportMarkup {

    private final TokenReport report;
    private final StringBuilder html = new StringBuilder();

    private TokenReportMarkup(TokenReport report) {
        this.report = report;
    }

    /** @param steps the scopes that each step needs, by its name */
    static String of(TokenReport report, Map<String, Set<Scope>> steps) {
        return new TokenReportMarkup(report).make(steps);
    }

    private String make(Map<String, Set<Scope>> steps) {
        List<Scope> missing = report.scopes(Grant.MISSING);
        boolean good = report.verdict() == Verdict.OK;
        // Screen readers read out at once what comes with the role of an alert.
        html.append("<div class=\"bitbucket-report\" role=\"")
                .append(good ? "status" : "alert")
                .append("\"><div class=\"bitbucket-report__headline\">");
        if (good) {
            // Jenkins puts icons beside what is wrong only.
            html.append(icon("check", ""));
        }
        if (report.verdict() == Verdict.REJECTED || missing.isEmpty()) {
            paragraph(report.summary());
        } else {
            paragraph(Messages.TokenReport_MissingScopes(missing.size()));
        }
        html.append("</div>");
        if (report.verdict() != Verdict.REJECTED) {
            owner();
            missing(missing, steps);
            workspaces();
            rest();
        }
        return html.append("</div>").toString();
    }

    /** Why the owner could not be learnt for another reason than a scope is told with the other problems. */
    private void owner() {
        if (!report.problems().containsKey(Scope.READ_USER)) {
            paragraph(report.user()
                    .map(User::name)
                    .map(Text::printable)
                    .map(Messages::TokenReport_Owner)
                    .orElseGet(() -> Messages.TokenReport_OwnerUnknown(Scope.READ_USER)));
        }
    }

    private void missing(List<Scope> missing, Map<String, Set<Scope>> steps) {
        if (missing.isEmpty()) {
            return;
        }
        html.append("<ul>");
        for (Scope scope : missing) {
            List<String> blocked = steps.entrySet().stream()
                    .filter(step -> step.getValue().contains(scope))
                    .map(Map.Entry::getKey)
                    .toList();
            row(
                    scope,
                    Grant.MISSING,
                    blocked.isEmpty()
                            ? Messages.TokenReport_Blocks(scope.purpose())
                            : Messages.TokenReport_BlocksSteps(scope.purpose(), String.join(", ", blocked)));
        }
        html.append("</ul>");
        html.append("<div>").append(Markup.newToken()).append("</div>");
        report.problems().values().forEach(this::paragraph);
    }

    private void workspaces() {
        if (!report.problems().containsKey(Scope.READ_WORKSPACE)
                && report.grants().get(Scope.READ_WORKSPACE) != Grant.MISSING) {
            paragraph(Messages.TokenReport_Workspaces(report.workspaces().stream()
                    .map(Workspace::slug)
                    .map(Text::printable)
                    .collect(Collectors.joining(", "))));
        }
    }

    private void rest() {
        List<Scope> rest = report.grants().keySet().stream()
                .filter(scope -> report.grants().get(scope) != Grant.MISSING)
                .toList();
        if (rest.isEmpty()) {
            return;
        }
        html.append("<details><summary>")
                .append(Markup.of(
                        Messages.TokenReport_Has(report.scopes(Grant.GRANTED).size())))
                .append("</summary><ul>");
        rest.forEach(scope -> row(scope, report.grants().get(scope), scope.purpose()));
        html.append("</ul></details>");
    }

    private void row(Scope scope, Grant grant, String meaning) {
        html.append("<li class=\"bitbucket-report__")
                .append(
                        switch (grant) {
                            case GRANTED -> "granted\">" + icon("check", Messages.TokenReport_Granted());
                            case MISSING -> "missing\">" + icon("close", Messages.TokenReport_Missing());
                            case UNKNOWN -> "unknown\">" + icon("help-circle", Messages.TokenReport_Unknown());
                        })
                .append("<div><code>")
                .append(Markup.of(scope.fullName()))
                .append("</code><div>")
                .append(Markup.of(meaning))
                .append("</div></div></li>");
    }

    /** @param title what the icon says, for those who don't see it; empty where the text beside it says the same */
    private static String icon(String name, String title) {
        return Symbol.get(
                new SymbolRequest.Builder().withName(name).withTitle(title).build());
    }

    private void paragraph(String text) {
        html.append("<div>").append(Markup.of(text)).append("</div>");
    }
}
