package io.jenkins.plugins.bitbucket.configuration;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Credentials that builds can use for Bitbucket's REST API, to choose the default from. */
@Restricted(NoExternalUse.class)
public interface ApiTokenCredentials extends StandardUsernamePasswordCredentials {}
