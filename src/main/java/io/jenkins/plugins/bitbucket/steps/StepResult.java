package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a step ended well.
 *
 * @param value what the Pipeline gets: a map, a list, a text, or null. Maps and lists may be nested; the sandbox lets every
 *     script read them, and each text in them is one line. A text by itself is given as it is
 * @param console what was done, in lines
 * @param warnings what else the author should know, a sentence each
 * @param made what the build's page shows
 */
record StepResult(Serializable value, List<String> console, List<String> warnings, Optional<Made> made) {

    StepResult {
        value = value instanceof String ? value : readable(value);
    }

    /** That something was done which the build's page shows, too. */
    static StepResult made(
            LinkedHashMap<String, Serializable> value, String console, List<String> warnings, Made made) {
        return new StepResult(value, List.of(console), warnings, Optional.of(made));
    }

    /** That something was read, or was as it should be. */
    static StepResult of(Serializable value, String console) {
        return new StepResult(value, List.of(console), List.of(), Optional.empty());
    }

    /** What Bitbucket says may hold anything, and a script prints what it gets. */
    private static Serializable readable(Object given) {
        if (given instanceof Map<?, ?> map) {
            LinkedHashMap<String, Serializable> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(name.toString(), readable(value)));
            return copy;
        }
        if (given instanceof List<?> list) {
            ArrayList<Serializable> copy = new ArrayList<>();
            list.forEach(element -> copy.add(readable(element)));
            return copy;
        }
        return given instanceof String text ? Text.oneLine(text) : (Serializable) given;
    }
}
