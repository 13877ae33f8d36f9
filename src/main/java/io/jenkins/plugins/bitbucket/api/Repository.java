package io.jenkins.plugins.bitbucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * A repository.
 *
 * @param fullName workspace and slug, such as {@code acme/infra}
 * @param uuid in braces; empty where Bitbucket gives none
 * @param mainBranch the main branch's name; none while the repository is empty
 * @param url its page
 */
public record Repository(String fullName, String uuid, Optional<String> mainBranch, Optional<URI> url) {

    static Repository from(JsonNode json) {
        return new Repository(
                Json.text(json, "/full_name"),
                Json.maybeText(json, "/uuid").orElse(""),
                Json.maybeText(json, "/mainbranch/name"),
                Json.page(json));
    }
}
