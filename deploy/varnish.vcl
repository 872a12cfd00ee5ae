# Varnish (7.0 or later) before Wireroom: keeps stored pages and forgets each within a second of its correction.
#
# In Wireroom's environment: CDN_PURGE_URL=varnish+http://127.0.0.1:6081/ and the four lines at the head of nginx.conf. Start with
#   varnishd -a 127.0.0.1:6081 -f /opt/wireroom/deploy/varnish.vcl -s malloc,1G

vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# Who may say what is stale.
acl newsroom {
    "localhost";
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN") {
        if (client.ip !~ newsroom || !req.http.Wireroom-Keys) {
            return (synth(405));
        }
        if (std.ban("obj.http.Surrogate-Key ~ " + req.http.Wireroom-Keys)) {
            return (synth(200, "Forgotten"));
        }
        return (synth(400, std.ban_error()));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/(desk|setup|wire)(/|$)") {
        return (pass);
    }
    # Stored pages are the same for everybody, whatever cookies a reader has; what is personal is never marked to be kept.
    return (hash);
}

sub vcl_backend_response {
    set beresp.grace = 0s;
    if (beresp.http.CDN-Cache-Control ~ "max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, ".*max-age=(\d+).*", "\1s"), 0s);
    } else {
        set beresp.ttl = 0s;
        set beresp.uncacheable = true;
    }
    return (deliver);  # Varnish's own rules would take what browsers are told for what caches are
}

sub vcl_deliver {
    unset resp.http.CDN-Cache-Control;
    unset resp.http.Surrogate-Key;
}
