// Renovate recognizes Bitbucket Cloud only by a host name that starts with “api.”; this resolves one to this machine.
const dns = require('node:dns');
const lookup = dns.lookup;
dns.lookup = (name, options, callback) => lookup(name.endsWith('bitbucket.test') ? '127.0.0.1' : name, options, callback);
