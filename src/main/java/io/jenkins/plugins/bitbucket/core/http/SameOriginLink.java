package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.net.URI;

/** A link in a response, which is followed with the token only on the same origin. */
public final class SameOriginLink {

    private SameOriginLink() {}

    /**
     * @param apiUrl where the token may be sent
     * @param from the address of the response
     * @param link the link, absolute or relative to {@code from}
     * @throws IllegalArgumentException if it must not be followed, with the reason
     */
    public static URI follow(URI apiUrl, URI from, String link) {
        if (link.length() > Json.MAX_ADDRESS_LENGTH) {
            // Resolving a link with a million segments would take minutes.
            throw new IllegalArgumentException(Sentences.of("Unexpected.LongLink", link.length()));
        }
        if (!Text.isUnicode(link)) {
            throw new IllegalArgumentException(Sentences.of("Unexpected.NoLink"));
        }
        URI target;
        try {
            target = from.resolve(link);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Sentences.of("Unexpected.NoLink"), e);
        }
        boolean own = apiUrl.getScheme().equalsIgnoreCase(target.getScheme())
                && apiUrl.getRawAuthority().equalsIgnoreCase(target.getRawAuthority());
        if (!own || target.equals(from)) {
            throw new IllegalArgumentException(
                    Sentences.of(own ? "Unexpected.LinkToItself" : "Unexpected.LinkElsewhere"));
        }
        return target;
    }
}
