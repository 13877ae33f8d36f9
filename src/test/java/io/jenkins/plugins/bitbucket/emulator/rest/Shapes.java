package io.jenkins.plugins.bitbucket.emulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.emulator.http.JsonNodes;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Accounts, workspaces, projects and repositories as JSON. */
record Shapes(Uris uris, Quirks quirks) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    static String date(Instant instant) {
        return DATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    static ObjectNode link(String href) {
        return JsonNodes.object("href", href);
    }

    ObjectNode user(Account account) {
        return JsonNodes.object(
                "type", "user",
                "uuid", account.uuid(),
                "account_id", account.accountId(),
                "nickname", account.nickname(),
                "display_name", account.displayName(),
                "links",
                        JsonNodes.object(
                                "self", link(uris.api("users", account.uuid())),
                                "avatar", link(uris.html("avatars", account.uuid())),
                                "html", link(uris.html(account.uuid()))));
    }

    /** The page of an account contains a little more than its short form elsewhere. */
    ObjectNode profile(Account account) {
        return user(account).put("account_status", account.status()).put("created_on", date(account.createdOn()));
    }

    ObjectNode workspace(HostedWorkspace workspace) {
        String slug = workspace.slug();
        return JsonNodes.object(
                "type", "workspace",
                "uuid", workspace.uuid(),
                "slug", slug,
                "name", workspace.name(),
                "is_private", true,
                "created_on", date(workspace.createdOn()),
                "links",
                        JsonNodes.object(
                                "self", link(uris.api("workspaces", slug)),
                                "html", link(uris.html(slug)),
                                "avatar", link(uris.html("workspaces", slug, "avatar")),
                                "members", link(uris.api("workspaces", slug, "members")),
                                "projects", link(uris.api("workspaces", slug, "projects")),
                                "repositories", link(uris.api("repositories", slug))));
    }

    /** Here a workspace has no name. */
    ObjectNode workspaceAccess(HostedWorkspace workspace, Account account) {
        return JsonNodes.object(
                "type", "workspace_access",
                "administrator", workspace.isAdministrator(account),
                "workspace",
                        JsonNodes.object(
                                "type", "workspace_base",
                                "uuid", workspace.uuid(),
                                "slug", workspace.slug(),
                                "links",
                                        JsonNodes.object(
                                                "self", link(uris.api("workspaces", workspace.slug())),
                                                "avatar", link(uris.html("workspaces", workspace.slug(), "avatar")))));
    }

    ObjectNode membership(HostedWorkspace workspace, Account account) {
        return JsonNodes.object(
                "type", "workspace_membership",
                "user", user(account),
                "workspace", workspace(workspace),
                "links",
                        JsonNodes.object(
                                "self", link(uris.api("workspaces", workspace.slug(), "members", account.uuid()))));
    }

    ObjectNode project(HostedWorkspace workspace, HostedWorkspace.Project project) {
        return JsonNodes.object(
                "type", "project",
                "uuid", project.uuid(),
                "key", project.key(),
                "name", project.name(),
                "is_private", true,
                "created_on", date(project.createdOn()),
                "links",
                        JsonNodes.object(
                                "html", link(uris.html(workspace.slug(), "workspace", "projects", project.key())),
                                "avatar",
                                        link(uris.html(
                                                workspace.slug(), "workspace", "projects", project.key(), "avatar"))));
    }

    /** The short form of a repository inside another object. */
    ObjectNode repositoryReference(HostedRepository repository) {
        return JsonNodes.object(
                "type", "repository",
                "uuid", repository.uuid(),
                "full_name", repository.fullName(),
                "name", repository.slug(),
                "links",
                        JsonNodes.object(
                                "self", self(repository), "html", html(repository), "avatar", avatar(repository)));
    }

    ObjectNode repository(HostedRepository repository, Account caller) {
        HostedWorkspace workspace = repository.workspace();
        ObjectNode json = repositoryReference(repository);
        json.put("slug", repository.slug());
        json.put("scm", "git").put("is_private", true).put("description", "").put("language", "");
        json.put("size", 0)
                .put("fork_policy", "no_public_forks")
                .put("has_issues", false)
                .put("has_wiki", false);
        json.put("created_on", date(repository.createdOn())).put("updated_on", date(repository.createdOn()));
        json.set("mainbranch", mainBranch(repository));
        json.set("workspace", workspace(workspace));
        json.set("project", project(workspace, repository.project()));
        json.withObject("links")
                .set(
                        "clone",
                        JsonNodes.array(List.of(
                                JsonNodes.object("name", "https", "href", httpsUrl(repository, caller)),
                                JsonNodes.object(
                                        "name", "ssh", "href", quirks.sshPrefix() + repository.fullName() + ".git"))));
        for (String collection : List.of("pullrequests", "commits", "forks", "watchers", "downloads", "hooks")) {
            json.withObject("links").set(collection, link(api(repository, collection)));
        }
        return json;
    }

    ObjectNode commitLinks(HostedRepository repository, String hash) {
        String page = uris.html(repository.workspace().slug(), repository.slug(), "commits", hash);
        ObjectNode links = JsonNodes.object("self", link(api(repository, "commit", hash)), "html", link(page));
        for (String part : List.of("comments", "approve", "statuses")) {
            links.set(part, link(api(repository, "commit", hash, part)));
        }
        return links.setAll(Map.of(
                "diff", link(api(repository, "diff", hash)),
                "patch", link(api(repository, "patch", hash))));
    }

    String api(HostedRepository repository, String... more) {
        String[] segments = new String[more.length + 3];
        segments[0] = "repositories";
        segments[1] = repository.workspace().slug();
        segments[2] = repository.slug();
        System.arraycopy(more, 0, segments, 3, more.length);
        return uris.api(segments);
    }

    private static JsonNode mainBranch(HostedRepository repository) {
        return repository
                .mainBranch()
                .<JsonNode>map(name -> JsonNodes.object("type", "branch", "name", name))
                .orElse(JsonNodes.MAPPER.nullNode());
    }

    /** With the caller's user name, as Bitbucket returns it. */
    private static String httpsUrl(HostedRepository repository, Account caller) {
        return repository.gitUrl().toString().replace("://", "://" + Uris.encoded(caller.nickname()) + "@");
    }

    private ObjectNode self(HostedRepository repository) {
        return link(api(repository));
    }

    private ObjectNode html(HostedRepository repository) {
        return link(uris.html(repository.workspace().slug(), repository.slug()));
    }

    private ObjectNode avatar(HostedRepository repository) {
        return link(uris.html("ravatar", repository.uuid()));
    }
}
