package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.emulator.state.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Webhooks of repositories, for their administrators. They also need the scopes of their events.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/">repositories</a>
 */
record WebhookEndpoints(Lookup lookup, Shapes shapes, Paging paging) {

    private static final String HOOKS = Route.REPOSITORY + "/hooks";
    private static final String HOOK = HOOKS + "/{hook}";

    List<Route> routes() {
        List<String> reading = List.of(Scopes.READ_WEBHOOK);
        List<String> both = List.of(Scopes.READ_WEBHOOK, Scopes.WRITE_WEBHOOK);
        return List.of(
                Route.of("GET", HOOKS, reading, this::list),
                Route.of("POST", HOOKS, both, this::create),
                Route.of("GET", HOOK, reading, this::one),
                Route.of("PUT", HOOK, both, this::update),
                Route.of("DELETE", HOOK, List.of(Scopes.DELETE_WEBHOOK), this::delete));
    }

    private ServerResponse list(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        return paging.page(
                call,
                Paging.USUAL,
                repository.webhooks().stream()
                        .map(hook -> shape(repository, hook))
                        .toList());
    }

    private ServerResponse create(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        JsonNode body = call.body();
        Webhook fresh = new Webhook("{" + UUID.randomUUID() + "}", "", "", true, List.of(), false, Instant.now());
        Webhook hook = changed(call, fresh, body);
        if (hook.url().isBlank()) {
            throw BitbucketError.missingField("url");
        }
        if (hook.events().isEmpty()) {
            throw BitbucketError.missingField("events");
        }
        repository.put(hook);
        return call.json(201, shape(repository, hook)).with("Location", self(repository, hook));
    }

    private ServerResponse one(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        return call.json(200, shape(repository, find(repository, call)));
    }

    private ServerResponse update(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        Webhook hook = changed(call, find(repository, call), call.body());
        repository.put(hook);
        return call.json(200, shape(repository, hook));
    }

    private ServerResponse delete(Call call) {
        HostedRepository repository = lookup.administeredRepository(call);
        repository.remove(find(repository, call));
        return ServerResponse.empty(204);
    }

    private static Webhook find(HostedRepository repository, Call call) {
        return repository.webhooks().stream()
                .filter(hook -> hook.uuid().equalsIgnoreCase(call.variable("hook")))
                .findFirst()
                .orElseThrow(() -> BitbucketError.of(404, "No such webhook: " + call.variable("hook")));
    }

    private static Webhook changed(Call call, Webhook old, JsonNode body) {
        List<String> events = old.events();
        if (body.has("events")) {
            events = new ArrayList<>();
            for (JsonNode event : body.path("events")) {
                events.add(permitted(call, event.asText()));
            }
        }
        return new Webhook(
                old.uuid(),
                body.path("url").asText(old.url()),
                body.path("description").asText(old.description()),
                body.path("active").asBoolean(old.active()),
                events,
                body.has("secret") ? !body.path("secret").asText("").isEmpty() : old.secret(),
                old.on());
    }

    private static String permitted(Call call, String event) {
        if (!event.matches("(repo|pullrequest|issue|project|pipeline):\\w+")) {
            throw BitbucketError.field("events", "\"" + event + "\" is not an event");
        }
        if (event.startsWith("repo:")) {
            call.require(List.of(Scopes.READ_REPOSITORY));
        } else if (event.startsWith("pullrequest:")) {
            call.require(List.of(Scopes.READ_PULL_REQUEST));
        }
        return event;
    }

    private String self(HostedRepository repository, Webhook hook) {
        return shapes.api(repository, "hooks", hook.uuid());
    }

    /** The secret is never returned. */
    private ObjectNode shape(HostedRepository repository, Webhook hook) {
        return JsonNodes.object(
                "type", "webhook_subscription",
                "uuid", hook.uuid(),
                "url", hook.url(),
                "description", hook.description(),
                "subject_type", "repository",
                "subject", shapes.repositoryReference(repository),
                "active", hook.active(),
                "created_at", Shapes.date(hook.on()),
                "events", JsonNodes.texts(hook.events()),
                "secret_set", hook.secret(),
                "links", JsonNodes.object("self", Shapes.link(self(repository, hook))));
    }
}
