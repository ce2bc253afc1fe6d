{# Lower snake case: what is neither letter nor digit parts words. Null where nothing is left. #}
{% macro snake_case(name) -%}
    nullif(trim(regexp_replace(lower({{ name }}), '[^\p{L}\p{N}]+', '_', 'g'), '_'), '')
{%- endmacro %}

{# The host of an address, without `www.` and port; null for a path alone. #}
{% macro url_host(url) -%}
    {%- set host -%}
        regexp_replace(lower(regexp_extract({{ url }}, '^([^/?#]*?://|//)?([^/?#]*@)?([^/?#:@]*)', 3)), '^www\.', '')
    {%- endset -%}
    case when contains({{ host }}, '.') then {{ host }} end
{%- endmacro %}

{# How many days back a touch counts: var `lookback_days`, 1 to 90; else 30. #}
{% macro lookback_days() -%}
    {%- set text = var('lookback_days', '30') | string -%}
    {%- if text.isdigit() and 1 <= text | int <= 90 -%}{{ text | int }}{%- else -%}30{%- endif -%}
{%- endmacro %}

{# Whether a touch lies in the lookback of an event, both ends in: var `lookback_precision`, `exact` or `whole_days`. #}
{% macro in_lookback(touch_time, event_time, days=none) -%}
    {%- set days = lookback_days() if days is none else days -%}
    ({{ touch_time }} <= {{ event_time }}
    {%- if var('lookback_precision', 'exact') == 'whole_days' %}
    and {{ touch_time }} > {{ event_time }} - ({{ days }} + 1) * interval '1 day'
    {%- else %}
    and {{ touch_time }} >= {{ event_time }} - {{ days }} * interval '1 day'
    {%- endif %})
{%- endmacro %}

{# Milliseconds from one time to a later one. #}
{% macro millis_between(earlier, later) -%}
    (epoch_ms({{ later }}) - epoch_ms({{ earlier }}))
{%- endmacro %}

{# Whole days of 24 hours from one time to a later one. #}
{% macro whole_days_between(earlier, later) -%}
    ({{ millis_between(earlier, later) }} // 86400000)
{%- endmacro %}

{# The rules that weigh touches, in the order of the tables. #}
{% macro credit_rules() -%}
    {{ return(['first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'j_shaped', 'inverse_j', 'shapley']) }}
{%- endmacro %}

{# Shares of the first, the middle and the last touch; the outer two share all where there are but two. #}
{% macro by_position(first, middle, last) -%}
    case
        when touches = 1 then 1
        when touches = 2 and place = 1 then {{ first }} / ({{ first }} + {{ last }})
        when touches = 2 then {{ last }} / ({{ first }} + {{ last }})
        when place = 1 then {{ first }}
        when place = touches then {{ last }}
        else {{ middle }} / (touches - 2)
    end
{%- endmacro %}

{# The user's own shares of the first, the middle and the last touch: vars `first_share`, `middle_share`, `last_share`,
   whole numbers from 0 to 100; 40, 20 and 40 where one cannot be used or all are 0. #}
{% macro custom_shares() -%}
    {%- set shares = [] -%}
    {%- for key, default in [('first_share', 40), ('middle_share', 20), ('last_share', 40)] -%}
        {%- set text = var(key, default) | string -%}
        {%- do shares.append(text | float if text.isdigit() and text | int <= 100 else default | float) -%}
    {%- endfor -%}
    {{ return(shares if shares | sum > 0 else [40.0, 20.0, 40.0]) }}
{%- endmacro %}

{# The weight of each touch that takes credit, one column a rule. #}
{% macro credit_weights(touchpoints) -%}
    select
        purchase_event_id,
        touch_number,
        channel,
        campaign_id,
        case when place = 1 then 1.0 else 0.0 end as first_touch,
        case when place = touches then 1.0 else 0.0 end as last_touch,
        1.0 / touches as linear,
        decay / sum(decay) over (partition by purchase_event_id) as time_decay,
        {{ by_position('0.4', '0.2', '0.4') }} as position_based,
        {{ by_position('0.2', '0.2', '0.6') }} as j_shaped,
        {{ by_position('0.6', '0.2', '0.2') }} as inverse_j,
        1.0 / channel_touches / sum(1.0 / channel_touches) over (partition by purchase_event_id) as shapley
    from (
        select
            *,
            row_number() over (partition by purchase_event_id order by touch_number) as place,
            count(*) over (partition by purchase_event_id) as touches,
            count(*) over (partition by purchase_event_id, channel) as channel_touches,
            power(2.0, - hours_to_conversion / 168) as decay
        from {{ touchpoints }}
        where takes_credit
    ) as credited
{%- endmacro %}
