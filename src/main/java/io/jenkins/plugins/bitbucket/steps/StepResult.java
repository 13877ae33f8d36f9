package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * How a step ended well.
 *
 * @param value what the Pipeline gets: a map, whose entries every sandbox lets it read
 * @param console what was done, in lines
 * @param warnings what else the author should know, a sentence each
 * @param made what the build's page shows
 */
record StepResult(
        LinkedHashMap<String, Serializable> value, List<String> console, List<String> warnings, Optional<Made> made) {

    StepResult {
        value.replaceAll((name, given) -> oneLine(given));
    }

    /** That something is there now which the build's page shows, too. */
    static StepResult made(
            LinkedHashMap<String, Serializable> value, String console, List<String> warnings, Made made) {
        return new StepResult(value, List.of(console), warnings, Optional.of(made));
    }

    /** What Bitbucket says may hold anything, and a script prints what it gets; it gets it whole. */
    private static Serializable oneLine(Serializable given) {
        if (given instanceof String text) {
            return Text.oneLine(text);
        }
        return given instanceof List<?> list
                ? new ArrayList<>(list.stream()
                        .map(element -> Text.oneLine(element.toString()))
                        .toList())
                : given;
    }
}
