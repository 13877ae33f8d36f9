package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The filter language of the {@code q} parameter, without functions: comparisons joined by AND and OR.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filtering</a>
 */
final class QueryFilter {

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\")|(!=|!~|>=|<=|[=~<>(),])|([^\\s\"=~!<>(),]+))");
    private static final Pattern FIELD = Pattern.compile("[\\w.]+");
    private static final Pattern OPERATOR = Pattern.compile("[!=~<>]+");
    private static final Pattern LITERAL = Pattern.compile("\".*\"|[^\"!=~<>(),]+", Pattern.DOTALL);

    private final List<String> tokens = new ArrayList<>();
    private final boolean ignoresCase;
    private int next;

    private QueryFilter(String query, boolean ignoresCase) {
        this.ignoresCase = ignoresCase;
        Matcher matcher = TOKEN.matcher(query.strip());
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
            matcher.region(end, matcher.regionEnd());
        }
        if (end < query.strip().length()) {
            throw malformed();
        }
    }

    /** @param ignoresCase whether {@code =} and similar operators ignore letter case */
    static Predicate<JsonNode> parse(String query, boolean ignoresCase) {
        QueryFilter filter = new QueryFilter(query, ignoresCase);
        Predicate<JsonNode> predicate = filter.alternatives();
        if (filter.next < filter.tokens.size()) {
            throw malformed();
        }
        return predicate;
    }

    private Predicate<JsonNode> alternatives() {
        Predicate<JsonNode> all = conditions();
        while (skip("OR")) {
            all = all.or(conditions());
        }
        return all;
    }

    private Predicate<JsonNode> conditions() {
        Predicate<JsonNode> all = condition();
        while (skip("AND")) {
            all = all.and(condition());
        }
        return all;
    }

    private Predicate<JsonNode> condition() {
        if (skip("(")) {
            Predicate<JsonNode> inner = alternatives();
            require(")");
            return inner;
        }
        List<String> field = List.of(take(FIELD).split("\\."));
        Predicate<JsonNode> test = test();
        return item -> values(item, field).anyMatch(test);
    }

    private Predicate<JsonNode> test() {
        if (skip("IN")) {
            return oneOf();
        }
        if (skip("NOT")) {
            require("IN");
            return oneOf().negate();
        }
        String operator = take(OPERATOR);
        QueryLiteral literal = literal();
        return switch (operator) {
            case "=" -> literal::equalTo;
            case "!=" -> node -> !literal.equalTo(node);
            case "~" -> node -> isThere(node) && literal.within(node);
            case "!~" -> node -> !literal.within(node);
            case ">" -> node -> isThere(node) && literal.order(node) > 0;
            case ">=" -> node -> isThere(node) && literal.order(node) >= 0;
            case "<" -> node -> isThere(node) && literal.order(node) < 0;
            case "<=" -> node -> isThere(node) && literal.order(node) <= 0;
            default -> throw malformed();
        };
    }

    /** Nothing is greater, less, or part of what is not there; as in SQL, it is no error. */
    private static boolean isThere(JsonNode node) {
        return !node.isNull() && !node.isMissingNode();
    }

    private Predicate<JsonNode> oneOf() {
        require("(");
        Predicate<JsonNode> any = literal()::equalTo;
        while (skip(",")) {
            any = any.or(literal()::equalTo);
        }
        require(")");
        return any;
    }

    private QueryLiteral literal() {
        return QueryLiteral.parse(take(LITERAL), ignoresCase);
    }

    /** The values at a path; for a list, the values of each item. */
    private static Stream<JsonNode> values(JsonNode node, List<String> path) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false).flatMap(item -> values(item, path));
        }
        return path.isEmpty() ? Stream.of(node) : values(node.path(path.get(0)), path.subList(1, path.size()));
    }

    private boolean skip(String token) {
        boolean found = next < tokens.size() && tokens.get(next).equalsIgnoreCase(token);
        next += found ? 1 : 0;
        return found;
    }

    private void require(String token) {
        if (!skip(token)) {
            throw malformed();
        }
    }

    private String take(Pattern kind) {
        if (next == tokens.size() || !kind.matcher(tokens.get(next)).matches()) {
            throw malformed();
        }
        return tokens.get(next++);
    }

    static BitbucketError malformed() {
        return BitbucketError.of(400, "Invalid query");
    }
}
