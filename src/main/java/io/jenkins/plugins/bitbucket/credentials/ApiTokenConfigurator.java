package io.jenkins.plugins.bitbucket.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.impl.configurators.DataBoundConfigurator;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import io.jenkins.plugins.casc.model.Sequence;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reads the credential from configuration as code. The labels may also be a list. Invalid values are logged, because an
 * error would keep Jenkins from starting.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class ApiTokenConfigurator extends DataBoundConfigurator<BitbucketApiToken> {

    private static final Logger LOGGER = Logger.getLogger(ApiTokenConfigurator.class.getName());
    private static final String EMAIL = "email";
    private static final String EXPIRES = "expires";
    private static final String LABELS = "labels";

    public ApiTokenConfigurator() {
        super(BitbucketApiToken.class);
    }

    @NonNull
    @Override
    public BitbucketApiToken configure(CNode node, ConfigurationContext context) throws ConfiguratorException {
        Mapping fields = fields(node);
        String email = take(EMAIL, fields, context);
        String expires = take(EXPIRES, fields, context);
        BitbucketApiToken credential = new BitbucketApiToken(super.configure(fields, context), email);
        try {
            credential.setExpires(expires);
        } catch (IllegalArgumentException e) {
            warn(Messages.BuildNotice_Line(credential.getId(), e.getMessage()));
        }
        credential.fault().ifPresent(fault -> warn(Messages.BitbucketApiToken_Unusable(credential.getId(), fault)));
        return credential;
    }

    private static void warn(String problem) {
        LOGGER.warning(() -> "Configuration as code: " + Text.printable(problem));
    }

    @Override
    public BitbucketApiToken check(CNode node, ConfigurationContext context) throws ConfiguratorException {
        Mapping fields = fields(node);
        take(EMAIL, fields, context);
        take(EXPIRES, fields, context);
        return super.check(fields, context);
    }

    @CheckForNull
    @Override
    public CNode describe(BitbucketApiToken credential, ConfigurationContext context) throws Exception {
        CNode described = super.describe(new BitbucketApiToken(credential, ""), context);
        if (described != null) {
            described.asMapping().put(EMAIL, context.getSecretSourceResolver().encode(credential.getEmail()));
        }
        return described;
    }

    /** The fields of the credential, with its labels as words. */
    private static Mapping fields(CNode node) throws ConfiguratorException {
        Mapping fields = node == null ? new Mapping() : node.asMapping().clone();
        if (fields.get(LABELS) instanceof Sequence labels) {
            fields.put(LABELS, new Scalar(labels.stream().map(CNode::toString).collect(Collectors.joining(" "))));
        }
        return fields;
    }

    /** Removes a text that the credential's constructor or setter would refuse if it is invalid. */
    private static String take(String name, Mapping fields, ConfigurationContext context) {
        return fields.get(name) instanceof Scalar
                ? context.getSecretSourceResolver().resolve(fields.remove(name).toString())
                : "";
    }
}
