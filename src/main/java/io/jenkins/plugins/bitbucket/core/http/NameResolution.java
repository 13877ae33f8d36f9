package io.jenkins.plugins.bitbucket.core.http;

import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Distinguishes a name that does not exist from one that can't be resolved for now. */
public final class NameResolution {

    // The words of glibc, macOS and Windows, and of musl; they use others for a name that does not exist.
    private static final Pattern TEMPORARY = Pattern.compile("(?i)\\btempora(ry|rily)\\b|\\btry again\\b");

    // For ten seconds after any failure, Java answers from its cache with the bare name, which proves nothing.
    private static final Pattern BARE_NAME = Pattern.compile("\\S*");

    private NameResolution() {}

    /** Whether another attempt may resolve the name. */
    public static boolean mayRecover(UnknownHostException failure) {
        String message = failure.getMessage();
        return message == null
                || BARE_NAME.matcher(message).matches()
                || TEMPORARY.matcher(message).find();
    }
}
