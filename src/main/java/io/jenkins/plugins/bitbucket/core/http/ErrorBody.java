package io.jenkins.plugins.bitbucket.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Bitbucket says in an error response: the {@code error} of its JSON, or a plain text of one or two lines. Other
 * bodies are ignored, because a web page may contain somebody's profile.
 *
 * @param words all of it on one line, at full length; empty if nothing was said
 * @param meaningful whether the words say more than the name of the status
 * @param fields what is wrong with each field, by the field's name; a nested field is {@code outer.inner}
 * @param key Bitbucket's own name for the error, such as {@code BRANCH_ALREADY_EXISTS}
 * @param requiredScopes the scopes that the request needs, if one is missing
 * @param grantedScopes the scopes that the token has, if one is missing
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses">errors</a>
 */
record ErrorBody(
        String words,
        boolean meaningful,
        Map<String, List<String>> fields,
        Optional<String> key,
        List<String> requiredScopes,
        List<String> grantedScopes) {

    // The maximum number of list entries to repeat.
    private static final int MAX_ENTRIES = 100;

    // More than is ever shown.
    private static final int MAX_JOINED = 1_000;

    // The limit for plain text: anything longer was not written for an error message.
    private static final int MAX_PLAIN_TEXT = 200;
    private static final int MAX_PLAIN_LINES = 2;
    private static final Pattern MARKUP = Pattern.compile("<[a-zA-Z!/?]");

    private static final Set<String> NAMES_OF_STATUSES = Set.of(
            "bad gateway",
            "bad request",
            "conflict",
            "forbidden",
            "gateway timeout",
            "gone",
            "internal server error",
            "method not allowed",
            "not found",
            "not implemented",
            "payment required",
            "request timeout",
            "resource not found",
            "service unavailable",
            "too many requests",
            "unauthorized",
            "unprocessable content",
            "unprocessable entity",
            "unsupported media type");

    /** @param redact removes secrets from a text */
    static ErrorBody of(Response response, UnaryOperator<String> redact) {
        UnaryOperator<String> clean = text -> Text.oneLine(redact.apply(text));
        JsonNode json = response.asJson();
        JsonNode error = json.path("error");
        String message = clean.apply(Json.maybeText(error, "/message")
                .or(() -> foreign(json))
                .or(() -> plainText(response))
                .orElse(""));
        Map<String, List<String>> fields = texts(error.path("fields"), clean);
        Map<String, List<String>> detail = texts(error.path("detail"), clean);
        String words = joined(message, Stream.of(fields, detail).flatMap(ErrorBody::sentences));
        return new ErrorBody(
                words,
                !NAMES_OF_STATUSES.contains(bare(words)),
                fields,
                Json.maybeText(error, "/data/key").map(clean),
                detail.getOrDefault("required", List.of()),
                detail.getOrDefault("granted", List.of()));
    }

    /** The words, if they say more than the status. */
    Optional<String> meaning() {
        return meaningful && !words.isEmpty() ? Optional.of(words) : Optional.empty();
    }

    /** From a gateway in front of Bitbucket, with its own JSON. */
    private static Optional<String> foreign(JsonNode json) {
        return Stream.of("/error_description", "/message", "/error")
                .flatMap(pointer -> Json.maybeText(json, pointer).stream())
                .filter(ErrorBody::isShort)
                .findFirst();
    }

    private static Optional<String> plainText(Response response) {
        boolean plain = response.contentType().toLowerCase(Locale.ROOT).startsWith("text/plain");
        // This many bytes can't be so few characters.
        if (!plain || response.body().length > 4 * MAX_PLAIN_TEXT) {
            return Optional.empty();
        }
        return Optional.of(new String(response.body(), StandardCharsets.UTF_8).strip())
                .filter(ErrorBody::isShort);
    }

    private static boolean isShort(String text) {
        return text.length() <= MAX_PLAIN_TEXT
                && text.lines().count() <= MAX_PLAIN_LINES
                && !MARKUP.matcher(text).find();
    }

    /** The texts in {@code node}, which may itself be a text, a list or an object, by their position. */
    private static Map<String, List<String>> texts(JsonNode node, UnaryOperator<String> clean) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        addTexts(found, "", node, clean);
        return found.stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static void addTexts(
            List<Map.Entry<String, String>> found, String name, JsonNode node, UnaryOperator<String> clean) {
        if (node.isObject()) {
            node.properties().stream().limit(MAX_ENTRIES).forEach(field -> {
                String inner = clean.apply(field.getKey());
                addTexts(found, name.isEmpty() ? inner : name + "." + inner, field.getValue(), clean);
            });
        } else if (node.isArray()) {
            node.valueStream().limit(MAX_ENTRIES).forEach(element -> addTexts(found, name, element, clean));
        } else if (node.isValueNode() && !node.isNull() && found.size() < MAX_ENTRIES) {
            found.add(Map.entry(name, clean.apply(node.asText())));
        }
    }

    private static Stream<String> sentences(Map<String, List<String>> texts) {
        return texts.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(text -> entry.getKey().isEmpty() ? text : entry.getKey() + ": " + text));
    }

    /** The message, and everything that it does not already contain. */
    private static String joined(String message, Stream<String> more) {
        StringBuilder all = new StringBuilder(message);
        more.map(Text::printable)
                .takeWhile(text -> all.length() < MAX_JOINED)
                .filter(text -> all.indexOf(text) < 0)
                .forEach(text -> all.append(separator(all)).append(text));
        return all.toString();
    }

    private static String separator(CharSequence before) {
        if (before.isEmpty()) {
            return "";
        }
        if (NAMES_OF_STATUSES.contains(bare(before.toString()))) {
            return ": ";
        }
        return ".:;!?".indexOf(before.charAt(before.length() - 1)) >= 0 ? " " : "; ";
    }

    private static String bare(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("^\\d{3} |[.!]+$", "");
    }
}
