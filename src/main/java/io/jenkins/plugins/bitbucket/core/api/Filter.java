package io.jenkins.plugins.bitbucket.core.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition in Bitbucket's <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filter
 * language</a>, for the parameter {@code q}.
 *
 * @param expression the condition, not yet encoded for a URL
 */
public record Filter(String expression) {

    /** {@code field} equals {@code value}, whatever characters it holds. */
    public static Filter is(String field, String value) {
        return new Filter(field + "=" + quote(value));
    }

    /** {@code field} contains {@code value}, in any letter case. */
    public static Filter contains(String field, String value) {
        return new Filter(field + "~" + quote(value));
    }

    public Filter and(Filter other) {
        return new Filter(expression + " AND " + other.expression);
    }

    /** Any of {@code conditions}, at least one; in parentheses where there are several. */
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
