package io.jenkins.plugins.bitbucket.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
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
 * Reads the credential from configuration as code. The labels may also be a list. Problems are logged, because an error
 * would keep Jenkins from starting.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class ApiTokenConfigurator extends DataBoundConfigurator<BitbucketApiToken> {

    private static final Logger LOGGER = Logger.getLogger(ApiTokenConfigurator.class.getName());
    private static final String LABELS = "labels";

    public ApiTokenConfigurator() {
        super(BitbucketApiToken.class);
    }

    @NonNull
    @Override
    public BitbucketApiToken configure(CNode node, ConfigurationContext context) throws ConfiguratorException {
        BitbucketApiToken credential = super.configure(withWords(node), context);
        credential
                .fault()
                .ifPresent(fault -> LOGGER.warning(() ->
                        "Configuration as code: " + Messages.BitbucketApiToken_Unusable(credential.getId(), fault)));
        return credential;
    }

    @Override
    public BitbucketApiToken check(CNode node, ConfigurationContext context) throws ConfiguratorException {
        return super.check(withWords(node), context);
    }

    private static CNode withWords(CNode node) throws ConfiguratorException {
        if (node == null || !(node.asMapping().get(LABELS) instanceof Sequence labels)) {
            return node;
        }
        Mapping words = node.asMapping().clone();
        words.put(LABELS, new Scalar(labels.stream().map(CNode::toString).collect(Collectors.joining(" "))));
        return words;
    }
}
