package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Filters a collection with {@code q}, sorts it, and returns the requested page.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination">pagination</a>
 */
record Paging(Uris uris, Quirks quirks) {

    /**
     * The pages of a collection.
     *
     * @param usual the default length
     * @param longest the maximum length; a longer one is rejected, not clamped
     * @param totals whether pages contain their number and the size of the collection, which takes long to count for
     *     some
     */
    record Pages(int usual, int longest, boolean totals) {}

    static final Pages USUAL = new Pages(10, 100, true);
    static final Pages PULL_REQUESTS = new Pages(10, 50, true);
    static final Pages PULL_REQUESTS_OF_COMMIT = new Pages(30, 50, true);
    static final Pages COMMITS = new Pages(30, 100, false);
    static final Pages DIFF_STATS = new Pages(500, 5000, true);

    /** The filter, unless it is ignored or empty, as Renovate sends it. */
    Optional<String> query(Call call) {
        return call.parameter("q").filter(query -> !query.isBlank() && !quirks.areFiltersIgnored());
    }

    /** The page of JSON objects, of which none is made that is on another page, unless a filter or an order needs it. */
    <T> ServerResponse page(Call call, Pages pages, List<T> items, Function<? super T, ObjectNode> shape) {
        if (query(call).isPresent() || call.parameter("sort").isPresent()) {
            return page(call, pages, items.stream().<ObjectNode>map(shape).toList());
        }
        return cut(call, pages, items, shape);
    }

    ServerResponse page(Call call, Pages pages, List<ObjectNode> items) {
        Predicate<JsonNode> filter = query(call)
                .map(query -> QueryFilter.parse(query, quirks.doFiltersIgnoreCase()))
                .orElse(any -> true);
        Stream<ObjectNode> matching = items.stream().filter(filter);
        return cut(
                call,
                pages,
                call.parameter("sort")
                        .map(sort -> matching.sorted(Sorting.by(sort)))
                        .orElse(matching)
                        .toList(),
                Function.identity());
    }

    private <T> ServerResponse cut(Call call, Pages pages, List<T> found, Function<? super T, ObjectNode> shape) {
        int length = number(call, "pagelen", pages.usual());
        int page = number(call, "page", 1);
        if (length > pages.longest()) {
            throw BitbucketError.of(400, "Invalid pagelen");
        }
        long start = (long) (page - 1) * length;
        ObjectNode body = JsonNodes.object(
                "values",
                JsonNodes.array(
                        found.stream().skip(start).limit(length).map(shape).toList()),
                "pagelen",
                length);
        if (pages.totals() && quirks.areTotalsThere()) {
            body.put("size", found.size()).put("page", page);
        }
        if (start + length < found.size()) {
            body.put("next", link(call, page + 1));
        }
        if (page > 1) {
            body.put("previous", link(call, page - 1));
        }
        List<String> hidden = quirks.areReviewersHidden() ? List.of("values.reviewers") : List.of();
        return ServerResponse.json(200, Fields.of(call).trimCollection(body, hidden));
    }

    /** A parameter that is a number from 1. */
    static int number(Call call, String parameter, int otherwise) {
        return numberFrom(1, call, parameter, otherwise);
    }

    static int numberFrom(int least, Call call, String parameter, int otherwise) {
        try {
            int number = call.parameter(parameter).map(Integer::parseInt).orElse(otherwise);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Rejected like a number that is too small.
        }
        throw BitbucketError.of(400, "Invalid " + parameter);
    }

    private String link(Call call, int page) {
        String others = Uris.parameters(call.request().query()).stream()
                .filter(parameter -> !parameter.getKey().equals("page"))
                .map(parameter -> Uris.encoded(parameter.getKey()) + "=" + Uris.encoded(parameter.getValue()) + "&")
                .collect(Collectors.joining());
        return uris.atOrigin(call.request().path() + "?" + others + "page=" + page);
    }
}
