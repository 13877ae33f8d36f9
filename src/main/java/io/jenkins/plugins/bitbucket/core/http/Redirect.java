package io.jenkins.plugins.bitbucket.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A redirect, as Bitbucket sends after a repository or workspace was renamed.
 *
 * <p>A read follows it on the same server. A change does not, so that it never affects something that was not named;
 * its error gives the new name.
 */
public final class Redirect {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final Pattern REPOSITORY = Pattern.compile("/repositories/([^/?#]+/[^/?#]+)");
    private static final Pattern WORKSPACE = Pattern.compile("/(?:workspaces|repositories)/([^/?#]+)");

    private final RestErrorDecoder decoder;
    private final Response answer;
    private final String location;

    private Redirect(RestErrorDecoder decoder, Response answer, String location) {
        this.decoder = decoder;
        this.answer = answer;
        this.location = location;
    }

    /**
     * The redirect in {@code answer}, if it is one.
     *
     * @throws BitbucketException.UnexpectedResponse if it has no address
     */
    public static Optional<Redirect> of(RestErrorDecoder decoder, Response answer) {
        if (!STATUSES.contains(answer.status())) {
            return Optional.empty();
        }
        String location = answer.header("Location").map(String::strip).orElse("");
        if (location.isEmpty()) {
            throw decoder.unexpectedResponse(Sentences.of("Unexpected.RedirectToNowhere", answer.status()));
        }
        return Optional.of(new Redirect(decoder, answer, location));
    }

    /**
     * The address for a read.
     *
     * @throws BitbucketException.UnexpectedResponse if the token must not be sent there
     */
    public URI target(HttpTransport transport) {
        return transport.ownLink(decoder, answer.url(), location);
    }

    /** The error for a change. */
    public BitbucketException moved() {
        return named(REPOSITORY)
                .map(name -> Sentences.of("Moved.Repository", name))
                .or(() -> named(WORKSPACE).map(name -> Sentences.of("Moved.Workspace", name)))
                .<BitbucketException>map(name -> decoder.moved(answer.status(), name))
                // For example a login page, not the new address of the resource.
                .orElseGet(
                        () -> decoder.unexpectedResponse(Sentences.of("Unexpected.Redirect", answer.status(), host())));
    }

    private String host() {
        try {
            return Optional.ofNullable(answer.url().resolve(location).getHost()).orElse(location);
        } catch (IllegalArgumentException noAddress) {
            return location;
        }
    }

    private Optional<String> named(Pattern pattern) {
        Matcher name = pattern.matcher(location);
        try {
            return name.find() ? Optional.of(URLDecoder.decode(name.group(1), UTF_8)) : Optional.empty();
        } catch (IllegalArgumentException noEncoding) {
            return Optional.empty();
        }
    }
}
