package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The value in a comparison: a quoted text, or an unquoted number, date, true, false or null. A date is a moment,
 * however it is written; one with a time may be quoted.
 *
 * @param value a String, Double, Instant or Boolean, or null
 */
record QueryLiteral(Object value, boolean ignoresCase) {

    static QueryLiteral parse(String token, boolean ignoresCase) {
        return new QueryLiteral(value(token), ignoresCase);
    }

    private static Object value(String token) {
        if (token.startsWith("\"")) {
            return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        if (token.matches("(?i)null")) {
            return null;
        }
        if (token.matches("(?i)true|false")) {
            return Boolean.valueOf(token);
        }
        if (token.matches("-?\\d+(\\.\\d+)?")) {
            return Double.valueOf(token);
        }
        return moment(token).orElseThrow(QueryFilter::malformed);
    }

    boolean equalTo(JsonNode node) {
        if (value == null || node.isNull() || node.isMissingNode()) {
            return value == null && (node.isNull() || node.isMissingNode());
        }
        if (value instanceof String text) {
            Optional<Integer> moments = orderOfMoments(node, text);
            if (moments.isPresent()) {
                return moments.get() == 0;
            }
            return ignoresCase ? text.equalsIgnoreCase(node.asText()) : text.equals(node.asText());
        }
        if (value instanceof Boolean truth) {
            return node.isBoolean() && node.booleanValue() == truth;
        }
        return order(node) == 0;
    }

    /** Whether the text of the node contains the text, case-insensitive. */
    boolean within(JsonNode node) {
        if (value instanceof String text) {
            return node.asText().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
        }
        throw QueryFilter.malformed();
    }

    /** The comparison of the node with this; values that can't be compared are an invalid query. */
    int order(JsonNode node) {
        if (value instanceof Double number && node.isNumber()) {
            return Double.compare(node.asDouble(), number);
        }
        if (value instanceof Instant date) {
            return moment(node.asText()).orElseThrow(QueryFilter::malformed).compareTo(date);
        }
        if (value instanceof String text && !node.isNumber()) {
            return orderOfMoments(node, text).orElseGet(() -> node.asText().compareTo(text));
        }
        throw QueryFilter.malformed();
    }

    /** None unless both texts are dates with a time. */
    private static Optional<Integer> orderOfMoments(JsonNode node, String text) {
        return text.contains("T") && node.asText().contains("T")
                ? moment(node.asText()).flatMap(there -> moment(text).map(there::compareTo))
                : Optional.empty();
    }

    private static Optional<Instant> moment(String text) {
        try {
            if (!text.contains("T")) {
                return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            return Optional.of(
                    text.matches(".*T.*(Z|[+-]\\d\\d:?\\d\\d)")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException notOne) {
            return Optional.empty();
        }
    }
}
