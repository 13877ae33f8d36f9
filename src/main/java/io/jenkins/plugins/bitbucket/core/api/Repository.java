package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;

/**
 * A repository.
 *
 * @param fullName workspace and slug, such as {@code acme/infra}
 * @param uuid in braces; empty if Bitbucket reports none
 * @param mainBranch the name of the main branch; none if the repository is empty
 * @param parent the repository that it is a fork of; a list does not contain it
 * @param url its page
 */
public record Repository(
        String fullName, String uuid, Optional<String> mainBranch, Optional<RepositoryId> parent, Optional<URI> url) {

    /**
     * The fields to request in a list: a tenth of the full response.
     *
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-responses">partial
     *     responses</a>
     */
    static final String FIELDS = "values.type,values.full_name,values.uuid,values.mainbranch,values.links.html.href";

    static Repository from(JsonNode json) {
        return new Repository(
                Json.text(json, "/full_name"),
                Json.maybeText(json, "/uuid").orElse(""),
                Json.maybeText(json, "/mainbranch/name"),
                Json.maybeText(json, "/parent/full_name").flatMap(Repository::id),
                Json.page(json));
    }

    private static Optional<RepositoryId> id(String fullName) {
        try {
            return Optional.of(RepositoryId.parse(fullName));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
