package io.jenkins.plugins.bitbucket.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The findings of tools in commits: reports, and annotations of lines. Both are identified by an ID of the tool or by a
 * UUID of Bitbucket.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-reports/">reports</a>
 */
public final class Reports {

    private static final int MAX_AT_ONCE = 100;
    private static final int MAX_OF_A_REPORT = 1000;
    private static final Map<String, List<String>> CHOICES = Map.of(
            "report_type", List.of("SECURITY", "COVERAGE", "TEST", "BUG"),
            "annotation_type", List.of("VULNERABILITY", "CODE_SMELL", "BUG"),
            "severity", List.of("CRITICAL", "HIGH", "MEDIUM", "LOW"),
            "result", List.of("PASSED", "FAILED", "PENDING", "SKIPPED", "IGNORED"));

    /**
     * A report or an annotation.
     *
     * @param content what was sent
     */
    public record Item(String externalId, String uuid, JsonNode content, Instant createdOn, Instant updatedOn) {}

    /** A report and its annotations, by their external IDs. */
    private record Report(Item item, Map<String, Item> annotations) {}

    private final Map<String, Map<String, Report>> byCommit = new LinkedHashMap<>();

    public synchronized List<Item> of(String commit) {
        return byCommit.getOrDefault(commit, Map.of()).values().stream()
                .map(Report::item)
                .toList();
    }

    public synchronized Optional<Item> find(String commit, String id) {
        return report(commit, id).map(Report::item);
    }

    /** Creates or overwrites a report. */
    public synchronized Item put(String commit, String id, JsonNode content) {
        require(content, "title");
        require(content, "details");
        require(content, "report_type");
        checkChoices(content);
        Optional<Report> old = report(commit, id);
        String externalId = old.map(report -> report.item().externalId()).orElse(id);
        Item item = item(externalId, content, old.map(Report::item));
        byCommit.computeIfAbsent(commit, any -> new LinkedHashMap<>())
                .put(externalId, new Report(item, old.map(Report::annotations).orElseGet(LinkedHashMap::new)));
        return item;
    }

    public synchronized void delete(String commit, String id) {
        find(commit, id).ifPresent(item -> byCommit.get(commit).remove(item.externalId()));
    }

    public synchronized List<Item> annotations(String commit, String report) {
        return report(commit, report)
                .map(found -> List.copyOf(found.annotations().values()))
                .orElseThrow(Reports::unknown);
    }

    public synchronized Optional<Item> annotation(String commit, String report, String id) {
        return annotations(commit, report).stream()
                .filter(item -> goesBy(item, id))
                .findFirst();
    }

    /** All or none of them; at most 100 at once and 1,000 per report, as documented. */
    public synchronized List<Item> annotate(String commit, String report, JsonNode list) {
        int present = annotations(commit, report).size();
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_AT_ONCE) {
            throw BitbucketError.of(400, "Between 1 and " + MAX_AT_ONCE + " annotations can be sent");
        }
        if (present + list.size() > MAX_OF_A_REPORT) {
            throw BitbucketError.of(400, "A report can have at most " + MAX_OF_A_REPORT + " annotations");
        }
        list.forEach(annotation -> {
            require(annotation, "external_id");
            checkAnnotation(annotation);
        });
        return list.valueStream()
                .map(annotation -> putAnnotation(
                        commit, report, annotation.path("external_id").asText(), annotation))
                .toList();
    }

    public synchronized Item putAnnotation(String commit, String report, String id, JsonNode content) {
        checkAnnotation(content);
        Optional<Item> old = annotation(commit, report, id);
        Item item = item(old.map(Item::externalId).orElse(id), content, old);
        report(commit, report).orElseThrow(Reports::unknown).annotations().put(item.externalId(), item);
        return item;
    }

    public synchronized void deleteAnnotation(String commit, String report, String id) {
        annotation(commit, report, id)
                .ifPresent(item ->
                        report(commit, report).orElseThrow().annotations().remove(item.externalId()));
    }

    private Optional<Report> report(String commit, String id) {
        return byCommit.getOrDefault(commit, Map.of()).values().stream()
                .filter(report -> goesBy(report.item(), id))
                .findFirst();
    }

    private static boolean goesBy(Item item, String id) {
        return item.externalId().equals(id) || item.uuid().equals(id);
    }

    private static Item item(String externalId, JsonNode content, Optional<Item> old) {
        Instant now = Instant.now();
        String uuid = old.map(Item::uuid).orElseGet(() -> "{" + UUID.randomUUID() + "}");
        ObjectNode kept = content.deepCopy();
        kept.remove(List.of("uuid", "external_id", "created_on", "updated_on", "type", "links"));
        return new Item(externalId, uuid, kept, old.map(Item::createdOn).orElse(now), now);
    }

    private static void checkAnnotation(JsonNode annotation) {
        require(annotation, "annotation_type");
        require(annotation, "summary");
        checkChoices(annotation);
    }

    private static void checkChoices(JsonNode content) {
        CHOICES.forEach((field, choices) -> {
            if (content.has(field) && !choices.contains(content.path(field).asText())) {
                throw BitbucketError.field(field, "\"" + content.path(field).asText() + "\" is not one of " + choices);
            }
        });
    }

    private static void require(JsonNode content, String field) {
        if (content.path(field).asText("").isBlank()) {
            throw BitbucketError.missingField(field);
        }
    }

    private static BitbucketError unknown() {
        return BitbucketError.of(404, "No such report");
    }
}
