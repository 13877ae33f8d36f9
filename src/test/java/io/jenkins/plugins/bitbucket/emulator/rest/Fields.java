package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The {@code fields} parameter: {@code a.b} keeps only these, {@code -a.b} omits, and {@code +a.b} adds what a
 * collection omits by default, as does naming a part of it.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-responses">partial responses</a>
 */
record Fields(List<String> only, List<String> without, List<String> also) {

    private static final List<String> NOT_IN_COLLECTIONS =
            List.of("values.reviewers", "values.participants", "values.rendered");

    static Fields of(Call call) {
        List<String> names = call.parameters("fields").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
        return new Fields(
                names.stream()
                        .filter(name -> !name.startsWith("+") && !name.startsWith("-"))
                        .toList(),
                marked(names, "-"),
                marked(names, "+"));
    }

    private static List<String> marked(List<String> names, String mark) {
        return names.stream()
                .filter(name -> name.startsWith(mark))
                .map(name -> name.substring(1))
                .toList();
    }

    /** @param always the fields that are omitted even if they are requested */
    ObjectNode trimCollection(ObjectNode body, List<String> always) {
        List<String> hidden = new ArrayList<>(without);
        hidden.addAll(always);
        NOT_IN_COLLECTIONS.stream()
                .filter(path -> Stream.concat(also.stream(), only.stream())
                        .noneMatch(wanted -> (wanted + ".").startsWith(path + ".")))
                .forEach(hidden::add);
        return trim(body, hidden);
    }

    ObjectNode trim(ObjectNode body) {
        return trim(body, without);
    }

    private ObjectNode trim(ObjectNode body, List<String> hidden) {
        prune(body, "", path -> hidden.stream().anyMatch(omitted -> matches(omitted, path)));
        if (!only.isEmpty()) {
            prune(body, "", path -> only.stream().noneMatch(kept -> keeps(kept, path)));
        }
        return body;
    }

    /** A field is kept with everything in it and everything that leads to it. */
    private static boolean keeps(String kept, String path) {
        String wanted = kept.endsWith(".*") ? kept.substring(0, kept.length() - 2) : kept;
        return wanted.equals("*") || (path + ".").startsWith(wanted + ".") || wanted.startsWith(path + ".");
    }

    /** A {@code *} stands for any one name. */
    private static boolean matches(String pattern, String path) {
        String[] wanted = pattern.split("\\.");
        String[] names = path.split("\\.");
        return wanted.length == names.length
                && IntStream.range(0, names.length).allMatch(i -> wanted[i].equals("*") || wanted[i].equals(names[i]));
    }

    private static void prune(JsonNode node, String prefix, Predicate<String> hidden) {
        if (node instanceof ArrayNode array) {
            array.forEach(item -> prune(item, prefix, hidden));
        } else if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> hidden.test(prefix + field.getKey()));
            object.properties().forEach(field -> prune(field.getValue(), prefix + field.getKey() + ".", hidden));
        }
    }
}
