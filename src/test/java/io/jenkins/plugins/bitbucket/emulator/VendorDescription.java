package io.jenkins.plugins.bitbucket.emulator;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Atlassian's OpenAPI description of Bitbucket Cloud, and whether an exchange conforms to it.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/">what it describes</a>
 */
public final class VendorDescription {

    /** The system property for the directory of the description's files, which are not part of the project. */
    public static final String FOLDER = "bitbucket.openapi";

    private final List<OpenApiInteractionValidator> validators;

    private VendorDescription(List<OpenApiInteractionValidator> validators) {
        this.validators = validators;
    }

    /** The description, if its files are on this machine. */
    public static Optional<VendorDescription> find() {
        return Loaded.DESCRIPTION;
    }

    /** Parsing the files takes seconds, so it is done once. */
    private static final class Loaded {
        static final Optional<VendorDescription> DESCRIPTION = read();
    }

    private static Optional<VendorDescription> read() {
        Path project = Path.of("").toAbsolutePath();
        if (project.endsWith("core")) {
            project = project.getParent();
        }
        Path folder = Path.of(System.getProperty(
                FOLDER, project.resolveSibling("shared").resolve("openapi").toString()));
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return Optional.of(
                    new VendorDescription(files.filter(file -> file.toString().endsWith(".yaml"))
                            .sorted()
                            .map(VendorDescription::load)
                            .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OpenApiInteractionValidator load(Path file) {
        try {
            JsonNode description = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
            removeDiscriminators(description);
            return OpenApiInteractionValidator.createForInlineApiSpecification(description.toString())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Their types refer to each other in cycles, which the validator would follow endlessly. */
    private static void removeDiscriminators(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("discriminator").isObject()) {
            object.remove("discriminator");
        }
        node.forEach(VendorDescription::removeDiscriminators);
    }

    /**
     * The differences between a request or its response and the description, without known errors of the description;
     * empty if there are none.
     */
    public List<String> violations(RecordedRequest exchange) {
        List<List<ValidationReport.Message>> reports = validators.stream()
                .map(validator -> validate(validator, exchange).getMessages())
                .filter(messages -> messages.stream().noneMatch(VendorDescription::isOfAnotherFile))
                .toList();
        Stream<String> violations = reports.isEmpty()
                ? Stream.of("isn't described")
                : reports.stream()
                        .flatMap(List::stream)
                        .flatMap(VendorDescription::leaves)
                        .map(message -> message.getKey() + ": " + message.getMessage());
        return violations
                .map(violation -> exchange + ": " + violation)
                .filter(violation -> !VendorErrata.cover(violation))
                .toList();
    }

    private static boolean isOfAnotherFile(ValidationReport.Message message) {
        return message.getKey().equals("validation.request.path.missing");
    }

    /** A combined schema fails for the same reasons as its parts. */
    private static Stream<ValidationReport.Message> leaves(ValidationReport.Message message) {
        return message.getNestedMessages().isEmpty()
                ? Stream.of(message)
                : message.getNestedMessages().stream().flatMap(VendorDescription::leaves);
    }

    private static ValidationReport validate(OpenApiInteractionValidator validator, RecordedRequest exchange) {
        String path = exchange.path().substring("/2.0".length());
        SimpleRequest.Builder request = new SimpleRequest.Builder(exchange.method(), path, true);
        exchange.headers().forEach(request::withHeader);
        Uris.parameters(exchange.query())
                .forEach(parameter -> request.withQueryParam(parameter.getKey(), parameter.getValue()));
        if (!exchange.body().isEmpty()) {
            request.withBody(exchange.body());
        }
        SimpleResponse.Builder response = SimpleResponse.Builder.status(exchange.status());
        exchange.answerHeaders().forEach(response::withHeader);
        if (!exchange.answerBody().isEmpty()) {
            response.withBody(exchange.answerBody());
        }
        return validator.validate(request.build(), response.build());
    }
}
