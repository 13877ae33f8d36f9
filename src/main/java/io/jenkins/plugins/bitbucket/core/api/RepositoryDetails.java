package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A repository with the details needed to work with it.
 *
 * @param fullName workspace and slug, such as {@code acme/infra}
 * @param name its display name
 * @param slug its name in addresses
 * @param project the key of its project; empty if Bitbucket reports none
 * @param mainBranch the name of the main branch; none if the repository is empty
 * @param cloneUrl to clone it over HTTPS, without a user name; empty if Bitbucket reports none
 * @param sshUrl to clone it over SSH; empty if Bitbucket reports none
 * @param isPrivate whether it is private
 * @param url its page
 */
public record RepositoryDetails(
        String fullName,
        String name,
        String slug,
        String project,
        Optional<String> mainBranch,
        String cloneUrl,
        String sshUrl,
        boolean isPrivate,
        Optional<URI> url) {

    /**
     * The fields to request in a list.
     *
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-responses">partial
     *     responses</a>
     */
    static final String FIELDS = "values.full_name,values.name,values.slug,values.project.key,values.mainbranch.name,"
            + "values.is_private,values.links.clone,values.links.html.href";

    static RepositoryDetails from(JsonNode json) {
        String fullName = Json.text(json, "/full_name");
        String slug = Json.maybeText(json, "/slug").orElse(fullName.substring(fullName.indexOf('/') + 1));
        return new RepositoryDetails(
                fullName,
                Json.maybeText(json, "/name").orElse(slug),
                slug,
                Json.maybeText(json, "/project/key").orElse(""),
                Json.maybeText(json, "/mainbranch/name"),
                clone(json, "https").replaceFirst("^(https?://)[^/@]*@", "$1"),
                clone(json, "ssh"),
                Json.flag(json, "is_private"),
                Json.page(json));
    }

    private static String clone(JsonNode json, String protocol) {
        return StreamSupport.stream(json.at("/links/clone").spliterator(), false)
                .filter(link -> link.path("name").asText().equals(protocol))
                .flatMap(link -> Json.maybeText(link, "/href").stream())
                .findFirst()
                .orElse("");
    }
}
