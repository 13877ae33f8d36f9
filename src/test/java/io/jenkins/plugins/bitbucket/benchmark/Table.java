package io.jenkins.plugins.bitbucket.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Related figures: the plugin's, and those that it is compared with.
 *
 * @param title what was measured, and how
 */
record Table(String title, List<Row> rows) {

    Table(String title) {
        this(title, new ArrayList<>());
    }

    /**
     * @param what whose figures they are
     * @param unit the unit of the figures; empty for a count
     * @param ratio round by round, to {@code compared}; null if there is none
     * @param compared the text after the ratio
     * @param goal in words; empty if there is none
     * @param met whether it is met; null if there is none
     */
    record Row(String what, Samples figures, String unit, Samples ratio, String compared, String goal, Boolean met) {

        private List<String> cells() {
            return List.of(
                    what,
                    (number(figures.median()) + " " + unit).strip(),
                    figures.values().size() == 1 ? "" : number(figures.low()) + " – " + number(figures.high()),
                    ratio == null ? "" : number(ratio.median()) + " × " + compared,
                    met == null ? "" : goal + (met ? ": met" : ": **missed**"));
        }

        private Row with(String newGoal, boolean isMet) {
            return new Row(what, figures, unit, ratio, compared, newGoal, isMet);
        }
    }

    /** A figure alone. */
    Table row(String what, Samples figures, String unit) {
        rows.add(new Row(what, figures, unit, null, "", "", null));
        return this;
    }

    /** A figure, and its ratio to another one. */
    Table times(String what, Samples figures, String unit, String reference, Samples others) {
        rows.add(new Row(what, figures, unit, figures.dividedBy(others), reference, "", null));
        return this;
    }

    /** A time, and how many times faster it is than another one. */
    Table faster(String what, Samples figures, String unit, String reference, Samples others) {
        rows.add(new Row(what, figures, unit, others.dividedBy(figures), "faster than " + reference, "", null));
        return this;
    }

    /** Sets a goal for the ratio of the last row. */
    Table ratioAtMost(double most) {
        return goal("≤ " + number(most) + " ×", last().ratio().median() <= most);
    }

    /** Sets a goal for the ratio of the last row. */
    Table ratioAtLeast(double least) {
        return goal("≥ " + number(least) + " ×", last().ratio().median() >= least);
    }

    /** Sets a goal for the figure of the last row. */
    Table figureAtMost(double most) {
        return goal(
                ("≤ " + number(most) + " " + last().unit()).strip(),
                last().figures().median() <= most);
    }

    private Row last() {
        return rows.get(rows.size() - 1);
    }

    private Table goal(String goal, boolean met) {
        rows.set(rows.size() - 1, last().with(goal, met));
        return this;
    }

    /** The same figures, without a goal. */
    Table unjudged() {
        return new Table(
                title,
                rows.stream()
                        .map(row -> new Row(row.what, row.figures, row.unit, row.ratio, row.compared, "", null))
                        .toList());
    }

    /** As Markdown, which is also readable on a console. */
    String markdown() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(title, "Median", "Middle half", "Ratio", "Goal"));
        rows.forEach(row -> lines.add(row.cells()));
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            text.append("|");
            for (int column = 0; column < line.size(); column++) {
                text.append(" ")
                        .append(padded(line.get(column), width(lines, column), " "))
                        .append(" |");
            }
            text.append("\n");
            if (line == lines.get(0)) {
                text.append("|");
                for (int column = 0; column < line.size(); column++) {
                    text.append(" ")
                            .append(padded("", width(lines, column), "-"))
                            .append(" |");
                }
                text.append("\n");
            }
        }
        return text.toString();
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
    }

    private static String padded(String text, int width, String with) {
        return text + with.repeat(width - text.length());
    }

    /** Three significant digits. */
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
