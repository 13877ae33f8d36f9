package io.jenkins.plugins.bitbucket.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import hudson.Util;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A parameter that is a map of texts, which a form gives as a JSON object. */
final class MapParameter {

    private static final TypeReference<LinkedHashMap<String, String>> TYPE = new TypeReference<>() {};

    private MapParameter() {}

    /**
     * The texts by their names, in the given order.
     *
     * @throws IllegalArgumentException if {@code text} is not a JSON object of texts, with what the parameter accepts
     */
    static Map<String, String> split(String parameter, String text) {
        String json = Util.fixNull(text).trim();
        if (json.isEmpty()) {
            return Map.of();
        }
        try {
            return Util.fixNull(Json.MAPPER.readValue(json, TYPE), new LinkedHashMap<>());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(Messages.MapParameter_NotOne(parameter), e);
        }
    }

    static String join(Map<String, String> texts) {
        try {
            return texts.isEmpty() ? "" : Json.MAPPER.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
