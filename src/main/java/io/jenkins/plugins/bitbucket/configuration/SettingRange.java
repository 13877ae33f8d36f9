package io.jenkins.plugins.bitbucket.configuration;

import hudson.Util;
import hudson.util.FormValidation;
import java.util.function.IntFunction;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The allowed range of a number among the settings. */
@Restricted(NoExternalUse.class)
public enum SettingRange {
    /** Seconds to wait for Bitbucket once; no connection lives longer than ten minutes. */
    TIMEOUT_SECONDS(1, 600, Messages::BitbucketCloudConfiguration_Seconds),
    /** Seconds to retry an operation, up to a day. */
    RETRY_SECONDS(0, 86_400, Messages::BitbucketCloudConfiguration_RetrySeconds),
    /** Days before the expiry of a token, which lives for a year at most. */
    WARNING_DAYS(0, 365, Messages::BitbucketCloudConfiguration_WarningDays);

    private final int min;
    private final int max;
    private final IntFunction<String> refusal;

    SettingRange(int min, int max, IntFunction<String> refusal) {
        this.min = min;
        this.max = max;
        this.refusal = refusal;
    }

    /**
     * @return {@code number}
     * @throws IllegalArgumentException if it is out of range
     */
    public int check(int number) {
        if (number < min || number > max) {
            throw new IllegalArgumentException(refusal.apply(max));
        }
        return number;
    }

    /** Checks the value in a form; an empty one means the default. */
    public FormValidation checkEntered(String value) {
        return Util.fixEmptyAndTrim(value) == null
                ? FormValidation.ok()
                : FormValidation.validateIntegerInRange(value, min, max);
    }
}
