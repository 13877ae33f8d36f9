package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The order of the {@code sort} parameter: a field, with a minus for descending order. Names are compared naturally,
 * with numbers as numbers. Values without the field come first, which is uncertain.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#sorting-query-results">sorting</a>
 */
final class Sorting {

    private static final Pattern BORDER_OF_NUMBER = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

    private Sorting() {}

    static Comparator<JsonNode> by(String parameter) {
        boolean descending = parameter.startsWith("-");
        String field = descending ? parameter.substring(1) : parameter;
        String pointer = "/" + field.replace('.', '/');
        Comparator<JsonNode> order = (a, b) -> compare(a.at(pointer), b.at(pointer), field.equals("name"));
        return descending ? order.reversed() : order;
    }

    private static int compare(JsonNode a, JsonNode b, boolean natural) {
        if (a.isNumber() && b.isNumber()) {
            return Double.compare(a.asDouble(), b.asDouble());
        }
        return natural ? natural(a.asText(), b.asText()) : a.asText().compareTo(b.asText());
    }

    private static int natural(String a, String b) {
        List<String> as = Stream.of(BORDER_OF_NUMBER.split(a)).toList();
        List<String> bs = Stream.of(BORDER_OF_NUMBER.split(b)).toList();
        for (int i = 0; i < Math.min(as.size(), bs.size()); i++) {
            int order = comparePiece(as.get(i), bs.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(as.size(), bs.size());
    }

    private static int comparePiece(String a, String b) {
        boolean numbers = a.matches("\\d+") && b.matches("\\d+");
        return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }
}
