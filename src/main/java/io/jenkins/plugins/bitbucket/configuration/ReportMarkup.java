package io.jenkins.plugins.bitbucket.configuration;

import java.util.List;
import java.util.Locale;
import org.jenkins.ui.symbol.Symbol;
import org.jenkins.ui.symbol.SymbolRequest;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What a test found, as a piece of a page: a headline, then paragraphs and lists, and folded into a line what is fine.
 * Every text in it is escaped. Its style is in {@code BitbucketCloudForm/form.css}.
 */
@Restricted(NoExternalUse.class)
public final class ReportMarkup {

    /** What stands before a line of a list. */
    public enum Sign {
        GRANTED("check"),
        MISSING("close"),
        UNKNOWN("help-circle");

        private final String icon;

        Sign(String icon) {
            this.icon = icon;
        }
    }

    /**
     * A line of a list.
     *
     * @param title what the sign says, for those who don't see it
     * @param name such as a scope
     * @param meaning what the name means, in a sentence
     */
    public record Row(Sign sign, String title, String name, String meaning) {}

    private final StringBuilder html = new StringBuilder();

    /** @param good whether nothing is wrong */
    public ReportMarkup(boolean good, String headline) {
        // Screen readers immediately read out an element with the role alert.
        html.append("<div class=\"bitbucket-report\" role=\"")
                .append(good ? "status" : "alert")
                .append("\"><div class=\"bitbucket-report__headline\">");
        if (good) {
            // Jenkins shows icons only next to problems.
            html.append(icon("check", ""));
        }
        paragraph(headline);
        html.append("</div>");
    }

    public ReportMarkup paragraph(String text) {
        html.append("<div>").append(Markup.of(text)).append("</div>");
        return this;
    }

    /** Something to copy. */
    public ReportMarkup code(String text) {
        html.append("<pre>").append(Markup.of(text)).append("</pre>");
        return this;
    }

    /** Names, each on a line of its own. */
    public ReportMarkup names(List<String> names) {
        names.forEach(name -> html.append("<div><code>").append(Markup.of(name)).append("</code></div>"));
        return this;
    }

    public ReportMarkup list(List<Row> rows) {
        html.append("<ul>");
        rows.forEach(this::row);
        html.append("</ul>");
        return this;
    }

    private void row(Row row) {
        html.append("<li class=\"bitbucket-report__")
                .append(row.sign().name().toLowerCase(Locale.ROOT))
                .append("\">")
                .append(icon(row.sign().icon, row.title()))
                .append("<div><code>")
                .append(Markup.of(row.name()))
                .append("</code><div>")
                .append(Markup.of(row.meaning()))
                .append("</div></div></li>");
    }

    /** Adds what is shown only to those who ask for it. */
    public ReportMarkup folded(String summary, Runnable content) {
        html.append("<details><summary>").append(Markup.of(summary)).append("</summary>");
        content.run();
        html.append("</details>");
        return this;
    }

    /** The whole of it; nothing can be added from then on. */
    public String end() {
        return html.append("</div>").toString();
    }

    private static String icon(String name, String title) {
        return Symbol.get(
                new SymbolRequest.Builder().withName(name).withTitle(title).build());
    }
}
