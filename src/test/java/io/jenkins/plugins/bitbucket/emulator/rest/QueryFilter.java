package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The filter language of the {@code q} parameter, but for its functions: comparisons joined by AND and OR.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filtering</a>
 */
final class QueryFilter {

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\")|(!=|!~|>=|<=|[=~<>()])|([^\\s\"=~!<>()]+))");

    private static final Pattern FIELD = Pattern.compile("[\\w.]+");
    private static final Pattern OPERATOR = Pattern.compile("[!=~<>]+");
    private static final Pattern LITERAL = Pattern.compile("\".*\"|[^\"!=~<>()]+", Pattern.DOTALL);

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private QueryFilter(String query) {
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

    static Predicate<JsonNode> parse(String query) {
        QueryFilter filter = new QueryFilter(query);
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
            if (!skip(")")) {
                throw malformed();
            }
            return inner;
        }
        String field = take(FIELD);
        String operator = take(OPERATOR);
        String literal = take(LITERAL);
        Predicate<JsonNode> test = comparison(operator, value(literal));
        return item -> values(item, List.of(field.split("\\."))).anyMatch(test);
    }

    private static Predicate<JsonNode> comparison(String operator, String value) {
        return switch (operator) {
            case "=" -> node -> node.asText().equals(value);
            case "!=" -> node -> !node.asText().equals(value);
            case "~" -> node -> contains(node.asText(), value);
            case "!~" -> node -> !contains(node.asText(), value);
            case ">" -> node -> compare(node, value) > 0;
            case ">=" -> node -> compare(node, value) >= 0;
            case "<" -> node -> compare(node, value) < 0;
            case "<=" -> node -> compare(node, value) <= 0;
            default -> throw malformed();
        };
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static int compare(JsonNode node, String value) {
        return node.isNumber()
                ? Double.compare(node.asDouble(), Double.parseDouble(value))
                : node.asText().compareTo(value);
    }

    /** What a path leads to; through a list it leads to what is in each item. */
    private static Stream<JsonNode> values(JsonNode node, List<String> path) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false).flatMap(item -> values(item, path));
        }
        return path.isEmpty() ? Stream.of(node) : values(node.path(path.get(0)), path.subList(1, path.size()));
    }

    private static String value(String literal) {
        return literal.startsWith("\"")
                ? literal.substring(1, literal.length() - 1).replaceAll("\\\\(.)", "$1")
                : literal;
    }

    private boolean skip(String token) {
        boolean found = next < tokens.size() && tokens.get(next).equalsIgnoreCase(token);
        next += found ? 1 : 0;
        return found;
    }

    private String take(Pattern kind) {
        if (next == tokens.size() || !kind.matcher(tokens.get(next)).matches()) {
            throw malformed();
        }
        return tokens.get(next++);
    }

    private static BitbucketError malformed() {
        return BitbucketError.of(400, "Invalid query");
    }
}
