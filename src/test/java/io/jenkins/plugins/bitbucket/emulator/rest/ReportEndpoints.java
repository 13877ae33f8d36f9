package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Reports;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Code Insights: the findings of tools in commits. Writing needs only the read scope, according to the description.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-reports/">reports</a>
 */
record ReportEndpoints(Lookup lookup, Paging paging) {

    private static final String REPORTS = Route.REPOSITORY + "/commit/{revision}/reports";
    private static final String REPORT = REPORTS + "/{report}";
    private static final String ANNOTATIONS = REPORT + "/annotations";
    private static final String ANNOTATION = ANNOTATIONS + "/{annotation}";

    /** The reports of a repository, and the one of a call. */
    private record Place(Reports reports, String commit, String report) {}

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_REPOSITORY);
        return List.of(
                Route.of("GET", REPORTS, reading, this::list),
                Route.of("GET", REPORT, reading, this::one),
                Route.of("PUT", REPORT, reading, this::put),
                Route.of("DELETE", REPORT, reading, this::delete),
                Route.of("GET", ANNOTATIONS, reading, this::annotations),
                Route.of("POST", ANNOTATIONS, reading, this::annotate),
                Route.of("GET", ANNOTATION, reading, this::annotation),
                Route.of("PUT", ANNOTATION, reading, this::putAnnotation),
                Route.of("DELETE", ANNOTATION, reading, this::deleteAnnotation));
    }

    private Place place(Call call) {
        HostedRepository repository = lookup.repository(call);
        return new Place(repository.reports(), lookup.commit(repository, call).name(), call.variable("report"));
    }

    private ServerResponse list(Call call) {
        Place place = place(call);
        return page(call, "report", place.reports().of(place.commit()));
    }

    private ServerResponse one(Call call) {
        Place place = place(call);
        return place.reports()
                .find(place.commit(), place.report())
                .map(report -> call.json(200, shape("report", report)))
                .orElseThrow(() -> BitbucketError.of(404, "No such report"));
    }

    private ServerResponse put(Call call) {
        Place place = place(call);
        return call.json(200, shape("report", place.reports().put(place.commit(), place.report(), call.body())));
    }

    private ServerResponse delete(Call call) {
        Place place = place(call);
        place.reports().delete(place.commit(), place.report());
        return ServerResponse.empty(204);
    }

    private ServerResponse annotations(Call call) {
        Place place = place(call);
        return page(call, "report_annotation", place.reports().annotations(place.commit(), place.report()));
    }

    private ServerResponse annotate(Call call) {
        Place place = place(call);
        List<Reports.Item> made = place.reports().annotate(place.commit(), place.report(), call.list());
        return ServerResponse.json(
                200,
                JsonNodes.array(made.stream()
                        .map(item -> shape("report_annotation", item))
                        .toList()));
    }

    private ServerResponse annotation(Call call) {
        Place place = place(call);
        return place.reports()
                .annotation(place.commit(), place.report(), call.variable("annotation"))
                .map(annotation -> call.json(200, shape("report_annotation", annotation)))
                .orElseThrow(() -> BitbucketError.of(404, "No such annotation"));
    }

    private ServerResponse putAnnotation(Call call) {
        Place place = place(call);
        Reports.Item put =
                place.reports().putAnnotation(place.commit(), place.report(), call.variable("annotation"), call.body());
        return call.json(200, shape("report_annotation", put));
    }

    private ServerResponse deleteAnnotation(Call call) {
        Place place = place(call);
        place.reports().deleteAnnotation(place.commit(), place.report(), call.variable("annotation"));
        return ServerResponse.empty(204);
    }

    private ServerResponse page(Call call, String type, List<Reports.Item> items) {
        Stream<ObjectNode> shapes = items.stream().map(item -> shape(type, item));
        return paging.page(call, Paging.USUAL, shapes.toList());
    }

    private static ObjectNode shape(String type, Reports.Item item) {
        ObjectNode json = JsonNodes.object(
                "type", type,
                "uuid", item.uuid(),
                "external_id", item.externalId(),
                "created_on", Shapes.date(item.createdOn()),
                "updated_on", Shapes.date(item.updatedOn()));
        return json.setAll((ObjectNode) item.content().deepCopy());
    }
}
