-- One touchpoint of marketing or sales, with the account of its contact.
with touches as (
    select
        'marketing' as touchpoint_type,
        marketing_touchpoint_id as touchpoint_id,
        channel_name,
        contact_id,
        marketing_touchpoint_time as touchpoint_time,
        _source_row
    from {{ ref('stg_marketing_touchpoints') }}
    union all
    select
        'sales' as touchpoint_type,
        sales_touchpoint_id as touchpoint_id,
        channel_name,
        contact_id,
        sales_touchpoint_time as touchpoint_time,
        _source_row
    from {{ ref('stg_sales_touchpoints') }}
)

select
    touches.touchpoint_type,
    touches.touchpoint_id,
    channels.channel,
    touches.contact_id,
    contacts.account_id,
    touches.touchpoint_time,
    touches._source_row
from touches
left join {{ ref('stg_contacts') }} as contacts on contacts.contact_id = touches.contact_id
left join {{ ref('int_pipeline_channels') }} as channels on channels.name = lower(touches.channel_name)
