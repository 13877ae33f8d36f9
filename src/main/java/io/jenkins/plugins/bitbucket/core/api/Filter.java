package io.jenkins.plugins.bitbucket.core.api;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition in Bitbucket's <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filter
 * language</a>, for the parameter {@code q}.
 *
 * @param expression the condition, not yet encoded for a URL
 */
public record Filter(String expression) {

    /** {@code field} equals {@code value}, which may contain any characters. */
    public static Filter is(String field, String value) {
        return new Filter(field + "=" + quote(value));
    }

    /** {@code field} contains {@code value}, case-insensitive. */
    public static Filter contains(String field, String value) {
        return new Filter(field + "~" + quote(value));
    }

    /**
     * A condition as a user wrote it.
     *
     * @throws IllegalArgumentException if its quotes or parentheses do not match, which could change the meaning of
     *     other conditions
     */
    public static Filter parse(String expression) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < expression.length() && depth >= 0; i++) {
            char c = expression.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }
        if (depth != 0 || quoted || expression.isBlank() || !Text.isUnicode(expression)) {
            throw new IllegalArgumentException(Sentences.of("Form.Query", Text.printable(expression)));
        }
        return new Filter("(" + expression.strip() + ")");
    }

    public Filter and(Filter other) {
        return new Filter(expression + " AND " + other.expression);
    }

    /** Any of {@code conditions}, at least one; in parentheses if there are several. */
    public static Filter any(List<Filter> conditions) {
        if (conditions.size() == 1) {
            return conditions.get(0);
        }
        return new Filter(conditions.stream().map(Filter::expression).collect(Collectors.joining(" OR ", "(", ")")));
    }

    private static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
